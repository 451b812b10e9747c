// What a what-if takes from a run, and how one that was entered goes into what a run leaves. Pure.
import { TRAITS, TRANSPORTS } from "@hydra/protocol";
import { encodePrices, encodeScenario, type MeasuredRun, type WhatIfEntry } from "@hydra/what-if";
import type { RunResult } from "./export.ts";

/** The lanes' ledgers over the run; those without one are left out. */
export function measuredRunOf({ overview, table }: Pick<RunResult, "overview" | "table">): MeasuredRun {
  const { startedAt, endedAt } = overview.run;
  return {
    versions: overview.versions.known,
    seconds: Math.max(1, ((endedAt ?? 0) - (startedAt ?? 0)) / 1_000),
    lanes: table.flatMap(({ lane, cost }) => {
      if (cost === null) return [];
      const { requests, bytesIn, bytesOut, frames } = cost;
      return [{ lane, requests, bytesIn, bytesOut, frames }];
    }),
  };
}

/** Lanes that a run's verdict chose for any need; without a run those that the automatic choice may take. */
export function recommendedLanes(result: Pick<RunResult, "verdict"> | undefined): readonly string[] {
  if (result === undefined) return TRANSPORTS.filter((transport) => TRAITS[transport].rung !== undefined);
  return [...new Set(result.verdict.choices.map(({ lane }) => lane))];
}

/** Adds to an address what was entered. */
export function addEntry(params: URLSearchParams, { scenario, prices }: WhatIfEntry): void {
  for (const part of [encodeScenario(scenario), encodePrices(prices)])
    for (const [name, value] of part) params.set(name, value);
}

/** A run's result with what was entered beside it, its link too. */
export function withEntry(result: RunResult, entry: WhatIfEntry): RunResult {
  if (!URL.canParse(result.link)) return { ...result, whatIf: entry };
  const link = new URL(result.link);
  addEntry(link.searchParams, entry);
  return { ...result, link: link.href, whatIf: entry };
}
