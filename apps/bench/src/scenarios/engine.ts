// The cost of one attack in the engine, by the number of players. All sizes are measured in turn, five times over, each
// in a process of its own, so that whatever else the machine does meets all of them alike; the median counts.
import { count, median, spread } from "../report/statistics.ts";
import type { Claim, Scenario, Table } from "../scenario.ts";
import { startEngineRun, type AttackCost, type EngineRun } from "../engine/engine-run.ts";
import type { LoadOptions } from "../engine/load.ts";

const REPEATS = 5;
const ENDLESS = { maxHp: Number.MAX_SAFE_INTEGER, stepMs: 0.01 };
/** A monster of one hit point: every attack ends a round, and the next one comes when the successor is due. */
const A_ROUND_AN_ATTACK = { maxHp: 1, stepMs: 10_000 };

export const engine: Scenario = {
  name: "engine",
  summary: "cost of one attack by number of players (random players, fresh commands, duplicate window full)",
  async run() {
    const costs = await measureAll(
      [1_000, 10_000, 100_000, 1_000_000].map((players) => ({ players, ...ENDLESS })),
    );
    const rounds = await measureAll([1_000, 1_000_000].map((players) => ({ players, ...A_ROUND_AN_ATTACK })));
    return {
      tables: [tableOf("One endless round", costs), tableOf("Every attack ends a round", rounds)],
      claims: [growthClaim(costs)],
    };
  },
};

interface Row {
  readonly players: number;
  readonly costs: AttackCost[];
}

async function measureAll(loads: readonly LoadOptions[]): Promise<Row[]> {
  const runs: EngineRun[] = [];
  try {
    for (const load of loads) runs.push(await startEngineRun(load));
    const rows = runs.map(({ players }): Row => ({ players, costs: [] }));
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      for (const [index, run] of runs.entries()) rows[index]?.costs.push(await run.measure());
    }
    return rows;
  } finally {
    for (const run of runs) run.end();
  }
}

function tableOf(title: string, rows: readonly Row[]): Table {
  const first = median(rows[0]?.costs.map(({ cpuNs }) => cpuNs) ?? []);
  return {
    title,
    columns: ["players", "attacks/s", "ns/attack", "× first", "range", "wall ns"],
    rows: rows.map(({ players, costs }) => {
      const cpu = costs.map(({ cpuNs }) => cpuNs);
      const ns = median(cpu);
      const wall = median(costs.map(({ wallNs }) => wallNs));
      return [
        count(players),
        count(1e9 / ns),
        ns.toFixed(0),
        (ns / first).toFixed(2),
        spread(cpu, 0),
        wall.toFixed(0),
      ];
    }),
  };
}

/** A tree of a thousand players is ten levels high and one of a million twenty; caches add to that. */
function growthClaim(rows: readonly Row[]): Claim {
  const [first = NaN, last = NaN] = [rows[0], rows.at(-1)].map((row) =>
    median(row?.costs.map(({ cpuNs }) => cpuNs) ?? []),
  );
  return {
    what: "engine: an attack among 1,000,000 players / among 1,000",
    target: "≤ 6, O(log n) and the cache",
    measured: (last / first).toFixed(2),
    holds: last / first <= 6,
  };
}
