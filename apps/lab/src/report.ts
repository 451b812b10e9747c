// A run in words and columns for a terminal. Pure.
import type { RunResult } from "@hydra/lab";
import type { LaneFigures, Verdict } from "@hydra/measure";

type Column = readonly [name: string, write: (row: LaneFigures, result: RunResult) => string];

const COLUMNS: readonly Column[] = [
  ["lane", ({ lane }) => lane],
  ["p50 ms", ({ staleness }) => ms(staleness?.p50Ms)],
  [
    "95 %",
    ({ lane }, { blocks }) => interval(blocks.lanes.find((other) => other.lane === lane)?.intervals?.p50Ms),
  ],
  ["p95", ({ staleness }) => ms(staleness?.p95Ms)],
  [
    "95 %",
    ({ lane }, { blocks }) => interval(blocks.lanes.find((other) => other.lane === lane)?.intervals?.p95Ms),
  ],
  ["p99", ({ staleness }) => ms(staleness?.p99Ms)],
  ["worst", ({ staleness }) => ms(staleness?.worstMs)],
  ["shown", ({ shown }) => String(shown)],
  ["skipped", ({ skipped }) => String(skipped)],
  ["missed", ({ missed }) => String(missed)],
  ["repeated", ({ repeated }) => String(repeated)],
  ["diverged", ({ diverged }) => String(diverged)],
  ["outages", ({ outages }) => String(outages.count)],
  ["requests", ({ cost }) => (cost === null ? "" : String(cost.requests))],
  ["bytes in", ({ cost }) => (cost === null ? "" : String(cost.bytesIn))],
  ["bytes out", ({ cost }) => (cost === null ? "" : String(cost.bytesOut))],
];

export function report(result: RunResult, lacks: readonly string[]): string {
  const rows = result.table
    .filter(({ shown }) => shown > 0)
    .map((row) => COLUMNS.map(([, write]) => write(row, result)));
  const { clock } = result.overview;
  const lines = [
    ...tableOf([COLUMNS.map(([name]) => name), ...rows]),
    "",
    ...choicesOf(result.verdict),
    ...(clock === null
      ? []
      : [`Staleness is ${ms(clock.uncertaintyMs)} ms uncertain, the same for all lanes.`]),
    ...lacks,
    ...hitsOf(result),
  ];
  return lines.join("\n");
}

function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function choicesOf({ choices, caveats }: Verdict): string[] {
  const named = (words: string, lanes: readonly string[]): string =>
    lanes.length === 0 ? "" : `; ${words}: ${lanes.join(", ")}`;
  const lines = choices.map(({ need, lane, alike, unclear, isFirm }) => {
    const others = named("alike", alike) + named("cannot be told apart", unclear);
    return `${need}: ${lane}${others}${isFirm ? "" : " (close: another run may choose otherwise)"}`;
  });
  const tooShort = caveats.find(({ code }) => code === "too-short");
  if (tooShort?.code === "too-short")
    lines.push(
      `Not all lanes were measured long enough to be told apart: that takes ${tooShort.needed} blocks, none shorter than the poll interval, so a run of ${Math.ceil(tooShort.neededMs / 1_000)} s or longer.`,
    );
  return lines;
}

function hitsOf({ traffic, link }: RunResult): string[] {
  if (traffic?.run === undefined) return [];
  const { attacks, fingerprint, isWhole } = traffic.run;
  return [`${attacks} attacks, fingerprint ${fingerprint}${isWhole ? "" : " (not the whole race)"}: ${link}`];
}

function ms(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(value < 9.95 ? 1 : 0);
}

function interval(ends: readonly [number, number] | undefined): string {
  return ends === undefined ? "" : `${ms(ends[0])}–${ms(ends[1])}`;
}
