// A frame as RFC 6455 §5.2 draws it. Where its payload is packets, these have grids of their own.
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Unit } from "../../wire/unit.ts";
import { BitGrid } from "./bit-grid.tsx";
import type { Lit } from "../../hooks/wire/use-lit.ts";

export function FrameGrid({ unit, lit }: { unit: Unit; lit: Lit }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { detail } = unit;
  const hasPackets = detail.type === "frame" && detail.packets !== undefined;
  const end = hasPackets ? 8 * detail.frame.header.byteLength : Infinity;
  return (
    <BitGrid
      title={t("frame.grid")}
      hint={t(hasPackets ? "packet.gridHint" : "frame.gridHint")}
      testId="wire-grid"
      fields={[...unit.fields.entries()].filter(([, { bitOffset }]) => bitOffset < end)}
      bytes={unit.bytes}
      lit={lit}
    />
  );
}
