// Watchers that stop reading among others that go on: what the server keeps for them, what the others notice, and whether
// they are closed in the end.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { attackAt, warmUp } from "../load/attack-at.ts";
import { Load } from "../load/load.ts";
import type { Figures } from "../load/orders.ts";
import { Hydra } from "../processes/hydra.ts";
import { readResidentBytes } from "../processes/process-figures.ts";
import type { Claim, Result, Scenario } from "../scenario.ts";

const PLAYERS = 100;
const READERS = 100;
const STALLED = 200;
/** The whole ranking in every frame, with names as long as they may be: kernel buffers of 10 MB fill in half a minute. */
const ATTACKS_PER_SECOND = 2_000;
const LONG_NAME = "🐉".repeat(22);
const LOOK_EVERY_MS = 1_000;
/** Until the heap has the size that the load asks for. */
const SETTLE_MS = 8_000;
/** The kernel's buffers of both ends take seconds to fill; only then does the server's limit of 10 s begin. */
const MAX_WAIT_MS = 90_000;
const MAX_KIB = 256;

export const slow: Scenario = {
  name: "slow",
  summary: "watchers that stop reading: memory for them, staleness of the others, and their end",
  async run({ seconds }) {
    await using hydra = await Hydra.start();
    await using load = await Load.start();
    const field = await hydra.createBattlefield(PLAYERS, (player) => `${LONG_NAME}${player}`);
    await warmUp(load, hydra, field);
    const order = {
      lane: "websocket",
      port: hydra.port,
      path: routes.feed(field.familyId, "websocket"),
    } as const;
    await using readers = await load.watch({ ...order, count: READERS, atOnce: 50 });
    await using stalled = await load.watch({ ...order, count: STALLED, atOnce: 50 });
    await using _ = await attackAt(load, hydra, { field, perSecond: ATTACKS_PER_SECOND });
    await wait(SETTLE_MS);
    await readers.reset();
    // A heap breathes: what it has at most while all read is what it may have while some do not.
    const memoryBefore = await mostMemory(hydra.pid, Math.max(SETTLE_MS, seconds * 1_000));
    const before = await readers.read();
    await stalled.pause();
    await readers.reset();
    const { mostBytes, closed, tookMs } = await watchUntilClosed(hydra);
    const during = await readers.read();
    return report({ before, during, closed, tookMs, grownBytes: mostBytes - memoryBefore });
  },
};

interface Outcome {
  /** What the others saw. */
  readonly before: Figures;
  readonly during: Figures;
  readonly closed: number;
  readonly tookMs: number;
  readonly grownBytes: number;
}

function report({ before, during, closed, tookMs, grownBytes }: Outcome): Result {
  const kibibytes = Math.max(0, grownBytes) / STALLED / 1024;
  const ratio = during.p50Ms / before.p50Ms;
  const columns = ["", "before", "while they stall"];
  const rows = [
    ["the others' staleness, p50 ms", before.p50Ms.toFixed(1), during.p50Ms.toFixed(1)],
    ["the others' staleness, p99 ms", before.p99Ms.toFixed(1), during.p99Ms.toFixed(1)],
    ["most memory for each that stalls, KiB", "", kibibytes.toFixed(0)],
    ["closed", "", `${closed} of ${STALLED} after ${(tookMs / 1_000).toFixed(0)} s`],
  ];
  const title = `${STALLED} of ${READERS + STALLED} watchers stop reading, ${ATTACKS_PER_SECOND} attacks a second`;
  const claim = (what: string, target: string, measured: string): Omit<Claim, "holds"> => {
    return { what: `slow: ${what}`, target, measured };
  };
  return {
    tables: [{ title, columns, rows }],
    claims: [
      {
        ...claim(
          "memory for a watcher that stops reading",
          `≤ ${MAX_KIB} KiB`,
          `${kibibytes.toFixed(0)} KiB`,
        ),
        holds: kibibytes <= MAX_KIB,
      },
      {
        ...claim("the others' staleness p50, while they stall / before", "≤ 1.25, or 1 ms", ratio.toFixed(2)),
        // Of two milliseconds, a quarter is noise.
        holds: ratio <= 1.25 || during.p50Ms - before.p50Ms <= 1,
      },
      { ...claim("closed in the end", String(STALLED), String(closed)), holds: closed >= STALLED },
    ],
  };
}

interface Stall {
  readonly mostBytes: number;
  readonly closed: number;
  readonly tookMs: number;
}

/** A client that does not read cannot find out that it was closed: the server's own figure does. */
async function watchUntilClosed(hydra: Hydra): Promise<Stall> {
  const startedAt = performance.now();
  let mostBytes = 0;
  for (;;) {
    mostBytes = Math.max(mostBytes, await mostMemory(hydra.pid, LOOK_EVERY_MS));
    const metrics = await (await fetch(`${hydra.url}/metrics`)).text();
    const closed = Number(/^hydra_ended_behind_total (\d+)$/m.exec(metrics)?.[1]);
    const tookMs = performance.now() - startedAt;
    if (closed >= STALLED || tookMs > MAX_WAIT_MS) return { mostBytes, closed, tookMs };
  }
}

async function mostMemory(pid: number, forMs: number): Promise<number> {
  let mostBytes = 0;
  for (const endsAt = performance.now() + forMs; performance.now() < endsAt;) {
    mostBytes = Math.max(mostBytes, readResidentBytes(pid));
    await wait(100);
  }
  return mostBytes;
}
