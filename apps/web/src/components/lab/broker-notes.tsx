// What the table has no column for: what a broker's lane made up for, and the script that is loaded for it alone.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { useFormat } from "../../hooks/use-format.ts";
import { hasBroker } from "../../stores/broker.ts";
import type { Lab } from "../../stores/lab/lab.ts";
import { ownCodeBytes } from "../../stores/own-code.ts";
import { TransportSign } from "../shell/icon.tsx";
import "./broker-notes.css";

export function BrokerNotes({ lab }: { lab: Lab }): React.JSX.Element {
  return (
    <ul className="broker-notes">
      {TRANSPORTS.filter(hasBroker).map((transport) => (
        <BrokerNote key={transport} lab={lab} transport={transport} />
      ))}
    </ul>
  );
}

function BrokerNote({ lab, transport }: { lab: Lab; transport: TransportName }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const format = useFormat();
  const row = useStore(lab.figures, ({ table }) => table.find(({ lane }) => lane === transport));
  const { hasBrokerElsewhere, isChatRoom } = lab.place;
  const chatRoomBytes = isChatRoom === true ? ownCodeBytes("netease") : undefined;
  const codeBytes = ownCodeBytes(transport);
  const { repaired = 0, discarded = 0 } = row ?? {};
  return (
    <li
      className="lab-hint figures"
      data-transport={transport}
      data-testid={`lane-detail-${transport}`}
      data-repaired={repaired}
      data-discarded={discarded}
      data-code-bytes={codeBytes}
    >
      <strong>
        <TransportSign transport={transport} />
        <span>{words(`transport.names.${transport}`)}</span>
      </strong>{" "}
      <span>{t("broker.mended", { repaired, discarded })}</span>{" "}
      {hasBrokerElsewhere && <span>{t("broker.elsewhere")}</span>}{" "}
      {isChatRoom === true && <span>{t("broker.netease")}</span>}{" "}
      {chatRoomBytes !== undefined && <span>{t("broker.sdk", { bytes: format.bytes(chatRoomBytes) })}</span>}{" "}
      {codeBytes !== undefined && <span>{t("broker.code", { bytes: format.bytes(codeBytes) })}</span>}
    </li>
  );
}
