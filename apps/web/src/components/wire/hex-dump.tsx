// Bytes in rows, as hex and as text; each run has its names. Pointing at one lights its fields, and the other way
// round; by keyboard the arrow keys walk from run to run.
import { memo, useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useFormat } from "../../hooks/use-format.ts";
import { glyphOf, hexOf } from "../../wire/hex.ts";
import { runsOf, type Run } from "../../wire/runs.ts";
import { toneOf } from "../../wire/sections.ts";
import type { Field, Unit } from "../../wire/unit.ts";
import type { Lit } from "../../hooks/wire/use-lit.ts";
import "./well.css";
import "./hex-dump.css";

/** Bytes shown at first, and with each asking for more. */
const PAGE_BYTES = 512;
/** Below this many pixels a row has half as many bytes. */
const WIDE_PIXELS = 520;

export interface HexDumpProps {
  readonly unit: Unit;
  readonly lit: Lit;
  readonly label: string;
}

export function HexDump({ unit, lit, label }: HexDumpProps): React.JSX.Element {
  const { t } = useTranslation("wire");
  const format = useFormat();
  const [shown, setShown] = useState(PAGE_BYTES);
  const box = useRef<HTMLDivElement>(null);
  const columns = useColumns(box);
  const runs = useMemo(() => runsOf(unit.fields), [unit]);
  const rows = useMemo(
    () => rowsOf(runs, Math.min(shown, unit.bytes.length), columns),
    [runs, shown, unit, columns],
  );
  const rest = unit.bytes.length - shown;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = runs.findIndex(({ fields }) => fields.some((field) => lit.fields.includes(field)));
    const next = runs[Math.min(runs.length - 1, Math.max(0, at + step))];
    if (next !== undefined) lit.light(next.fields);
  };
  return (
    <div className="dump" ref={box}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- reading, not operating: what is lit is announced */}
      <div
        className="well dump-rows"
        role="group"
        dir="ltr"
        tabIndex={0}
        aria-label={`${label}. ${t("unit.bytesHint")}`}
        data-testid="wire-dump"
        onKeyDown={onKeyDown}
        onPointerMove={(event) => lit.light(fieldsAt(event))}
        onPointerLeave={() => lit.light([])}
      >
        {rows.map((row) => (
          <DumpRow key={row.at} row={row} unit={unit} columns={columns} lit={litIn(row, lit.fields)} />
        ))}
      </div>
      {rest > 0 && (
        <button type="button" className="button dump-more" onClick={() => setShown(shown * 4)}>
          {t("unit.more", { bytes: format.bytes(Math.min(rest, shown * 3)) })}
        </button>
      )}
    </div>
  );
}

interface Row {
  readonly at: number;
  readonly runs: readonly Run[];
}

/** The runs, cut where rows are. */
function rowsOf(runs: readonly Run[], byteLength: number, columns: number): Row[] {
  const rows: Row[] = [];
  let first = 0;
  for (let at = 0; at < byteLength; at += columns) {
    const end = Math.min(at + columns, byteLength);
    while ((runs[first]?.to ?? Infinity) <= at) first += 1;
    const inRow: Run[] = [];
    for (let index = first; (runs[index]?.from ?? Infinity) < end; index += 1) {
      const { from, to, fields } = runs[index] ?? { from: 0, to: 0, fields: [] };
      inRow.push({ from: Math.max(from, at), to: Math.min(to, end), fields });
    }
    rows.push({ at, runs: inRow });
  }
  return rows;
}

/** What of the lit fields a row has, as text, so that a row is drawn anew only when that changes. */
function litIn({ runs }: Row, fields: readonly number[]): string {
  return fields.filter((field) => runs.some((run) => run.fields.includes(field))).join(" ");
}

interface DumpRowProps {
  readonly row: Row;
  readonly unit: Unit;
  readonly columns: number;
  readonly lit: string;
}

const DumpRow = memo(function DumpRow({ row, unit, columns, lit }: DumpRowProps) {
  const litFields = lit === "" ? [] : lit.split(" ").map(Number);
  const draw = (write: (byte: number) => string, gap: string): React.JSX.Element[] =>
    row.runs.map(({ from, to, fields }) => (
      <span
        key={from}
        className="dump-run"
        data-fields={fields.join(" ")}
        data-tone={toneOfRun(unit.fields, fields)}
        data-lit={fields.some((field) => litFields.includes(field)) || undefined}
      >
        {Array.from(unit.bytes.subarray(from, to), write).join(gap)}
      </span>
    ));
  return (
    <div className="dump-row" translate="no">
      <span className="dump-at" aria-hidden="true">
        {row.at.toString(16).padStart(4, "0")}
      </span>
      <span className="dump-hex" style={{ "--columns": columns } as React.CSSProperties}>
        {draw(hexOf, " ")}
      </span>
      <span className="dump-text" aria-hidden="true">
        {draw(glyphOf, "")}
      </span>
    </div>
  );
});

function toneOfRun(fields: readonly Field[], indexes: readonly number[]): string {
  const name = fields[indexes[0] ?? 0]?.name ?? "unread";
  return toneOf(name);
}

function fieldsAt({ target }: PointerEvent): readonly number[] {
  const run = target instanceof Element ? target.closest<HTMLElement>("[data-fields]") : null;
  return run?.dataset["fields"]?.split(" ").map(Number) ?? [];
}

function useColumns(box: React.RefObject<HTMLDivElement | null>): number {
  const [columns, setColumns] = useState(16);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      setColumns((entry?.contentRect.width ?? 0) < WIDE_PIXELS ? 8 : 16);
    });
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return columns;
}
