// What families cost that nobody plays in: a server with a hundred thousand of them in its log, of which a hundred are alive. Its memory
// at rest and at its peak, and the time of its start, beside a server without any.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { decodeFamiliesAnswer, decodeJoinAnswer, routes } from "@hydra/protocol";
import { familyIdOf, fillFamilies } from "../families/fill-families.ts";
import { Hydra } from "../processes/hydra.ts";
import { readCpuUs, readPeakBytes, readResidentBytes } from "../processes/process-figures.ts";
import { count, median, spread } from "../report/statistics.ts";
import type { Scenario } from "../scenario.ts";

const ALIVE = 100;
/** Memory varies less than time. */
const MAX_RUNS = 3;
/** Until what a start left behind is collected, if it is. */
const SETTLE_MS = 3_000;
const MAX_START_MS = 5_000;
const MAX_RESIDENT_MIB = 300;

export const families: Scenario = {
  name: "families",
  summary: "memory and start of a server with 100,000 families in its log, 100 of them alive",
  async run(options) {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-families-"));
    const emptyDir = await mkdtemp(join(tmpdir(), "hydra-families-"));
    try {
      console.log(`filling the log with ${options.families} families …`);
      const { head, snapshotSeq } = await fillFamilies(dataDir, options.families);
      console.log(`entries ${head}, newest snapshot of the state at ${snapshotSeq}`);
      const runs = Math.min(options.runs, MAX_RUNS);
      const empty = await measure(emptyDir, { runs, families: 0 });
      const full = await measure(dataDir, { runs, families: options.families });
      return report(options.families, { empty, full });
    } finally {
      for (const folder of [dataDir, emptyDir]) await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Figures {
  readonly startMs: number[];
  /** Processor time of that, which others on the machine do not change. */
  readonly startCpuMs: number[];
  readonly startMiB: number[];
  readonly aliveMiB: number[];
  /** At any time until then. */
  readonly peakMiB: number[];
  /** One page of the list. */
  readonly pageMs: number[];
}

async function measure(dataDir: string, of: { runs: number; families: number }): Promise<Figures> {
  const figures: Figures = {
    startMs: [],
    startCpuMs: [],
    startMiB: [],
    aliveMiB: [],
    peakMiB: [],
    pageMs: [],
  };
  for (let run = 0; run < of.runs; run += 1) {
    const startedAt = performance.now();
    await using hydra = await Hydra.startOn(dataDir);
    figures.startMs.push(performance.now() - startedAt);
    figures.startCpuMs.push(readCpuUs(hydra.pid) / 1_000);
    await wait(SETTLE_MS);
    figures.startMiB.push(readResidentBytes(hydra.pid) / 2 ** 20);
    const watching = new AbortController();
    for (let alive = 0; alive < Math.min(ALIVE, of.families); alive += 1) {
      // Spread over all of them.
      const familyId = familyIdOf(Math.floor((alive * of.families) / ALIVE));
      await playAndWatch(hydra.url, familyId, watching.signal);
    }
    figures.pageMs.push(await timePages(hydra.url));
    await wait(SETTLE_MS);
    figures.aliveMiB.push(readResidentBytes(hydra.pid) / 2 ** 20);
    figures.peakMiB.push(readPeakBytes(hydra.pid) / 2 ** 20);
    watching.abort();
    console.log(
      `${count(of.families)} families: ${count(figures.aliveMiB.at(-1) ?? NaN)} MiB, at most ${count(figures.peakMiB.at(-1) ?? NaN)}`,
    );
  }
  return figures;
}

/** One more player, a hit, and an event stream that stays open. */
async function playAndWatch(url: string, familyId: string, signal: AbortSignal): Promise<void> {
  const send = (path: string, body: object, token?: string): Promise<Response> =>
    fetch(url + path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const { token } = decodeJoinAnswer(await (await send(routes.players(familyId), { name: "Late" })).text());
  const command = { commandId: crypto.randomUUID(), skill: "slash" };
  const hit = await send(routes.attacks(familyId), command, token);
  if (!hit.ok) throw new Error(`A hit was answered with ${hit.status}.`);
  const stream = await fetch(url + routes.feed(familyId, "sse"), { signal });
  if (!stream.ok) throw new Error(`A stream was answered with ${stream.status}.`);
}

/** Milliseconds a page, over the first ten. */
async function timePages(url: string): Promise<number> {
  const startedAt = performance.now();
  let pages = 0;
  for (let after = ""; pages < 10; pages += 1) {
    const answer = await fetch(`${url}${routes.families}?after=${after}`);
    const { next } = decodeFamiliesAnswer(await answer.text());
    if (next === undefined) return (performance.now() - startedAt) / (pages + 1);
    after = next;
  }
  return (performance.now() - startedAt) / pages;
}

const COLUMNS = [
  "",
  "ms to ready",
  "range",
  "ms CPU",
  "MiB then",
  "MiB, 100 alive",
  "range",
  "MiB at most",
  "ms a page",
];

/** In the order of COLUMNS. */
function row(label: string, figures: Figures): string[] {
  return [
    label,
    median(figures.startMs).toFixed(0),
    spread(figures.startMs, 0),
    median(figures.startCpuMs).toFixed(0),
    median(figures.startMiB).toFixed(0),
    median(figures.aliveMiB).toFixed(0),
    spread(figures.aliveMiB, 0),
    Math.max(...figures.peakMiB).toFixed(0),
    median(figures.pageMs).toFixed(1),
  ];
}

function report(families: number, { empty, full }: { empty: Figures; full: Figures }) {
  const startMs = median(full.startMs);
  const aliveMiB = median(full.aliveMiB);
  const perFamily = ((aliveMiB - median(empty.aliveMiB)) * 2 ** 20) / families;
  return {
    tables: [
      {
        title: `${count(families)} families in the log, ${ALIVE} alive (${count(perFamily)} bytes a family)`,
        columns: COLUMNS,
        rows: [row("no family", empty), row(`${count(families)} families`, full)],
      },
    ],
    claims: [
      {
        what: `families: start with ${count(families)} in the log`,
        target: `≤ ${count(MAX_START_MS)} ms`,
        measured: `${count(startMs)} ms`,
        holds: startMs <= MAX_START_MS,
      },
      {
        what: `families: resident memory, ${ALIVE} of ${count(families)} alive`,
        target: `≤ ${MAX_RESIDENT_MIB} MiB`,
        measured: `${aliveMiB.toFixed(0)} MiB`,
        holds: aliveMiB <= MAX_RESIDENT_MIB,
      },
    ],
  };
}
