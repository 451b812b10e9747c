// Tables for a terminal and for Markdown.
import type { Claim, Table } from "../scenario.ts";

/** Columns wide enough for all, the first to the left, figures to the right. */
export function formatTable({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  return [title, ...[columns, ...rows].map((cells) => `  ${line(cells)}`)].join("\n");
}

export function formatMarkdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const ruler = columns.map((_, index) => (index === 0 ? "---" : "--:"));
  return [`**${title}**`, "", ...[columns, ruler, ...rows].map(line)].join("\n");
}

export function claimsTable(claims: readonly Claim[]): Table {
  return {
    title: "What it must show",
    columns: ["", "target", "measured", ""],
    rows: claims.map(({ what, target, measured, holds }) => [
      what,
      target,
      measured,
      holds ? "yes" : "**no**",
    ]),
  };
}
