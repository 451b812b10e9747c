// The part of an MQTT packet that a frame has: its bits in their places, what it breaks, and the message in it.
import { useTranslation } from "../../i18n/use-translation.ts";
import { MQTT_VIOLATIONS } from "@hydra/microscope";
import { textOf } from "../../hooks/wire/use-unit-words.ts";
import type { Lit } from "../../hooks/wire/use-lit.ts";
import { plainBytes } from "../../wire/frames.ts";
import type { PacketPart } from "../../wire/packets.ts";
import type { Unit, UnitDetail } from "../../wire/unit.ts";
import { BitGrid, type IndexedField } from "./bit-grid.tsx";
import { WellText } from "./well-text.tsx";

export interface PacketViewsProps {
  readonly unit: Unit;
  readonly detail: Extract<UnitDetail, { readonly type: "frame" }>;
  readonly lit: Lit;
}

export function PacketViews({ unit, detail, lit }: PacketViewsProps): React.JSX.Element {
  const { packets = [], frame } = detail;
  return (
    <>
      {packets.map((part) => (
        <PacketView
          key={part.byteOffset}
          part={part}
          unit={unit}
          payloadBits={8 * frame.header.byteLength}
          lit={lit}
        />
      ))}
    </>
  );
}

interface PacketViewProps {
  readonly part: PacketPart;
  readonly unit: Unit;
  /** Where the payload begins in the unit. */
  readonly payloadBits: number;
  readonly lit: Lit;
}

function PacketView({ part, unit, payloadBits, lit }: PacketViewProps): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { packet } = part;
  const type = packet.typeName ?? t("packet.reserved");
  return (
    <section className="packet" data-testid="wire-packet" data-type={packet.typeName}>
      <BitGrid
        title={t("packet.title", { type })}
        hint={useHint(part)}
        testId="wire-packet-grid"
        fields={fieldsOf(unit, part, payloadBits)}
        bytes={plainBytes(unit)}
        lit={lit}
      />
      {packet.violations.length > 0 && (
        <ul className="unit-broken">
          {packet.violations.map((violation) => (
            <li key={violation}>
              {t("packet.broken", {
                reason: t(`packet.violations.${violation}`),
                section: MQTT_VIOLATIONS[violation],
              })}
            </li>
          ))}
        </ul>
      )}
      {packet.isComplete && packet.message !== undefined && packet.message.length > 0 && (
        <WellText title={t("packet.message")} text={textOf(packet.message)} />
      )}
    </section>
  );
}

function useHint({ packet, byteOffset }: PacketPart): string {
  const { t } = useTranslation("wire");
  return [
    packet.remainingLength === undefined ? "" : t("packet.remaining", { count: packet.remainingLength }),
    byteOffset < 0 ? t("packet.begun") : "",
    packet.isComplete ? "" : t("packet.goesOn"),
  ]
    .filter((text) => text !== "")
    .join(" · ");
}

/** Those of the unit's fields that are this packet's. */
function fieldsOf({ fields }: Unit, { packet, byteOffset }: PacketPart, payloadBits: number): IndexedField[] {
  const from = payloadBits + 8 * byteOffset;
  const to = packet.packetBytes === undefined ? Infinity : from + 8 * packet.packetBytes;
  return [...fields.entries()].filter(
    ([, { bitOffset }]) => bitOffset >= Math.max(from, payloadBits) && bitOffset < to,
  );
}
