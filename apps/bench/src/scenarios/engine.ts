// The cost of one attack in the engine, by the number of players. All sizes are measured in turn, five times over, each
// in a process of its own, so that whatever else the machine does meets all of them alike; the median counts.
import type { Scenario } from "../scenario.ts";
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
    console.log("One endless round:");
    print(costs);
    const rounds = await measureAll([1_000, 1_000_000].map((players) => ({ players, ...A_ROUND_AN_ATTACK })));
    console.log("\nEvery attack ends a round:");
    print(rounds);
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

function print(rows: readonly Row[]): void {
  const first = median(rows[0]?.costs.map(({ cpuNs }) => cpuNs) ?? []);
  console.log("  players    attacks/s   ns/attack   x first   lowest … highest   wall ns");
  for (const { players, costs } of rows) {
    const cpu = costs.map(({ cpuNs }) => cpuNs);
    const ns = median(cpu);
    const columns = [
      players.toLocaleString("en").padStart(9),
      Math.round(1e9 / ns)
        .toLocaleString("en")
        .padStart(13),
      ns.toFixed(0).padStart(12),
      (ns / first).toFixed(2).padStart(10),
      `${Math.min(...cpu).toFixed(0)} … ${Math.max(...cpu).toFixed(0)}`.padStart(19),
      median(costs.map(({ wallNs }) => wallNs))
        .toFixed(0)
        .padStart(10),
    ];
    console.log(columns.join(""));
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
