// The transports as a radio group, each with what it costs and gives right now. Choosing one switches at once;
// walking over them with the arrow keys switches when the walk ends, or every step would open a connection.
import { useEffect, useRef } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import type { Arena } from "../../stores/arena.ts";
import { lacksBroker } from "../../stores/broker.ts";
import { noteError } from "../../stores/notices.ts";
import { codeOf } from "../../stores/problem.ts";
import { chooseTransport } from "../../stores/settings.ts";
import { AutoNote } from "./auto-note.tsx";
import { AutoSwitch } from "./auto-switch.tsx";
import { SwitchReport } from "./switch-report.tsx";
import { TransportSegment } from "./transport-segment.tsx";

/** An arrow key pressed again within this time is still on its way. */
const WALK_MS = 350;

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function TransportPanel({ arena }: { arena: Arena }): React.JSX.Element {
  const { t: words } = useTranslation();
  const wanted = useStore(arena.feed.store, (state) => state.wanted);
  const inUse = useStore(arena.feed.store, (state) => state.transport);
  const isAuto = useStore(arena.feed.store, (state) => state.auto !== undefined);
  const choose = useChoose(arena);
  const walk = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isWalking = useRef(false);
  useEffect(() => () => clearTimeout(walk.current), []);

  const select = (transport: TransportName): void => {
    clearTimeout(walk.current);
    if (!isWalking.current) return choose(transport);
    arena.feed.intend(transport);
    walk.current = setTimeout(() => choose(transport), WALK_MS);
  };

  return (
    <>
      <div className="transport-head">
        <h2 id="transport-title">{words("transport.title")}</h2>
        <AutoSwitch arena={arena} />
        <SwitchReport arena={arena} />
      </div>
      <AutoNote arena={arena} />
      <div
        className="segments"
        role="radiogroup"
        aria-labelledby="transport-title"
        onKeyDown={({ key }) => (isWalking.current = key.startsWith("Arrow"))}
        onPointerDown={() => (isWalking.current = false)}
      >
        {TRANSPORTS.map((transport) => (
          <TransportSegment
            key={transport}
            transport={transport}
            isWanted={transport === wanted}
            isInUse={transport === inUse}
            isAuto={isAuto}
            measures={arena.measures.store}
            onSelect={select}
          />
        ))}
      </div>
    </>
  );
}

function useChoose(arena: Arena): (transport: TransportName) => void {
  const { t: words } = useTranslation();
  const { t } = useTranslation("transports");
  return (transport) => {
    const current = arena.feed.connection.transport;
    // What was found automatically is made the person's own choice.
    if (transport === current && arena.feed.connection.auto !== undefined) {
      arena.feed.stay();
      return chooseTransport(transport);
    }
    const remember = (isDone: boolean): void => {
      if (isDone) chooseTransport(transport);
    };
    arena.feed.switchTo(transport).then(remember, (error: unknown) => {
      const names = {
        name: words(`transport.names.${transport}`),
        current: words(`transport.names.${current}`),
      };
      const isInVain = lacksBroker(transport, codeOf(error));
      noteError(t(isInVain ? "noBroker" : "failed", names), "switch");
    });
  };
}
