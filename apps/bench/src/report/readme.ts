// Puts the results of a run into the README, between two markers, and the charts beside it.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Claim, Result } from "../scenario.ts";
import { drawChart } from "./chart.ts";
import type { Machine } from "./machine.ts";
import { claimsTable, formatMarkdown } from "./table.ts";

const PACKAGE = join(import.meta.dirname, "../..");
const BEGIN = "<!-- results: written by `npm run bench -- all --write` -->";
const END = "<!-- end of results -->";

export async function writeReadme(
  machine: Machine,
  results: Readonly<Record<string, Result>>,
): Promise<void> {
  await mkdir(join(PACKAGE, "results"), { recursive: true });
  for (const { charts = [] } of Object.values(results)) {
    for (const chart of charts) await writeFile(join(PACKAGE, `results/${chart.name}.svg`), drawChart(chart));
  }
  const path = join(PACKAGE, "README.md");
  const readme = await readFile(path, "utf8");
  await writeFile(path, replaceResults(readme, formatResults(machine, results)));
}

/** @throws Error when the markers are not there. */
export function replaceResults(readme: string, results: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error("The README has no place for results.");
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${results}\n\n${readme.slice(end)}`;
}

export function formatResults(machine: Machine, results: Readonly<Record<string, Result>>): string {
  const { command, date, cores, processor, memoryGiB, kernel, node, load } = machine;
  const claims: Claim[] = Object.values(results).flatMap(({ claims = [] }) => claims);
  const parts = Object.entries(results).flatMap(([name, { tables, charts = [] }]) => [
    `### ${name}`,
    ...charts.map((chart) => `![${chart.title}](results/${chart.name}.svg)`),
    ...tables.map(formatMarkdown),
  ]);
  return [
    `\`${command}\`, ${date} UTC, on ${cores} cores (${processor}), ${memoryGiB} GiB, ${kernel}, Node.js ${node}; load ${load}.`,
    ...(claims.length === 0 ? [] : [formatMarkdown(claimsTable(claims))]),
    ...parts,
  ].join("\n\n");
}
