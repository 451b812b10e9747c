// What a soak asks for can fail: each claim does, when what was recorded is not as it should be.
import { createWorld } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/engine/seeded-random.ts";
import { Ledger } from "../../src/soak/ledger.ts";
import { memoryTable } from "../../src/soak/memory.ts";
import { claimsOf, failuresOf } from "../../src/soak/report.ts";
import type { SoakRun } from "../../src/soak/run.ts";
import type { MemorySample } from "../../src/soak/served.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
const QUIET_MS = HOUR_MS * 0.75;

/** An hour's samples: a life a minute that grows for itself, then a quarter without a kill. */
function memory(growthMiB: { readonly overall: number; readonly quiet: number }): MemorySample[] {
  const draw = seededRandom(5);
  const samples: MemorySample[] = [];
  for (let atMs = 0; atMs < HOUR_MS; atMs += 5_000) {
    const bornMs = Math.min(QUIET_MS, Math.floor(atMs / 60_000) * 60_000);
    const ageMs = atMs - bornMs;
    const grown = growthMiB.overall * (bornMs / HOUR_MS) + growthMiB.quiet * (ageMs / HOUR_MS);
    const bytes = (180 + grown + Math.min(ageMs, 60_000) / 4_000 + (draw() / 2 ** 32) * 10) * MIB;
    const isCollected = ageMs % 30_000 === 0;
    const life = bornMs;
    samples.push({
      life,
      atMs,
      ageMs,
      residentBytes: bytes,
      heapBytes: bytes / 2,
      externalBytes: 0,
      isCollected,
    });
  }
  return samples;
}

const size = { entries: 10_000, spanMs: HOUR_MS, bytes: 3 * MIB, snapshotBytes: MIB };

/** A run in which all is well, but for what is given. */
function runWith(other: Partial<SoakRun>): SoakRun {
  const ledger = new Ledger();
  ledger.issue({ familyId: "f", playerId: "p" }, "slash");
  const run: unknown = {
    verdict: { lost: [], doubled: [], changed: [], refused: [], foreign: [], found: 0 },
    history: { entries: 1, hits: [], world: createWorld(), disorders: [] },
    field: { ledger, watchers: [] },
    watchers: [],
    players: [],
    rankings: [],
    restarted: [],
    damage: [],
    faults: [],
    serverErrors: [],
    clockSteps: 3,
    reboots: 2,
    reported: { clockSteps: 3, archived: 2, retired: 5 },
    lastsMs: HOUR_MS,
    quietAtMs: QUIET_MS,
    samples: memory({ overall: 0, quiet: 0 }),
    sizes: [0, 20_000, 40_000].map((atMs) => ({ ...size, atMs })),
    ...other,
  };
  return run as SoakRun;
}

const failed = (run: SoakRun): string[] =>
  claimsOf(run, 60_000)
    .filter(({ holds }) => !holds)
    .map(({ what }) => what);

describe("the claims of a soak", () => {
  it("hold when all is well", () => {
    expect(claimsOf(runWith({}), 60_000)).toHaveLength(22);
    expect(failed(runWith({}))).toEqual([]);
    expect(failuresOf(runWith({}))).toEqual([]);
  });

  it.each(["lost", "doubled", "changed", "refused", "foreign"] as const)(
    "fail by what the ledger's comparison found: %s",
    (what) => {
      const run = runWith({});
      const broken = { ...run, verdict: { ...run.verdict, [what]: ["f p soak-0"] } };
      expect(failed(broken)).toHaveLength(1);
      expect(failuresOf(broken)).toEqual([`${what}: f p soak-0`]);
    },
  );

  it.each(["watchers", "players", "rankings", "restarted", "damage", "faults", "serverErrors"] as const)(
    "fail by %s",
    (what) => {
      expect(failed(runWith({ [what]: ["something"] }))).toHaveLength(1);
    },
  );

  it("fail by an acknowledgement that contradicts the first", () => {
    const run = runWith({});
    run.field.ledger.contradictions.push("soak-0");
    expect(failed(run)).toHaveLength(1);
  });

  it("fail when nothing was reported of the clock, archived or retired", () => {
    expect(failed(runWith({ reported: { clockSteps: 0, archived: 0, retired: 0 } }))).toHaveLength(3);
  });

  it.each([
    ["holds more than a day", { spanMs: 25 * HOUR_MS }],
    ["takes more room than its entries and snapshots", { bytes: 9 * MIB }],
  ])("fail by a log that %s for half a minute, and not for less", (_what, other) => {
    const times = [0, 10_000, 20_000, 30_000, 45_000];
    const beyond = (until: number): SoakRun =>
      runWith({
        sizes: times.map((atMs) => ({ ...size, atMs, ...(atMs > 0 && atMs <= until ? other : {}) })),
      });
    expect(failed(beyond(20_000))).toEqual([]);
    expect(failed(beyond(45_000))).toEqual(["longest time for which the log was beyond its retention"]);
    expect(failed(runWith({ sizes: [] }))).toHaveLength(1);
  });

  it("fail by memory that grows from life to life, and by memory that grows within one", () => {
    const names = (overall: number, quiet: number): string[] =>
      failed(runWith({ samples: memory({ overall, quiet }) }));
    expect(names(60, 0)).toEqual([
      expect.stringContaining("resident memory at the same age"),
      expect.stringContaining("heap at the same age"),
    ]);
    expect(names(0, 120)).toEqual([
      expect.stringContaining("resident memory of the life"),
      expect.stringContaining("heap of the life"),
    ]);
  });
});

it("does not count what a collection takes away as growth of the life that nothing disturbs", () => {
  const samples = memory({ overall: 0, quiet: 0 }).map((sample) =>
    sample.isCollected
      ? sample
      : { ...sample, heapBytes: sample.heapBytes + (sample.ageMs / HOUR_MS) * 400 * MIB },
  );
  expect(failed(runWith({ samples }))).toEqual([]);
});

it("tables memory by life, and by minute once nothing is killed any more", () => {
  const { columns, rows } = memoryTable(runWith({}), 60_000);
  expect(columns).toHaveLength(6);
  const ages = rows.map((row) => Number(row[2]));
  // 45 lives of a minute, the undisturbed one at that age, then its 15 minutes.
  expect(rows).toHaveLength(46 + 15);
  expect(ages.slice(0, 46).every((age) => age >= 30 && age < 57)).toBe(true);
  expect(ages.slice(46)).toEqual(ages.slice(46).toSorted((a, b) => a - b));
});
