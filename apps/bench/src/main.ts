// Runs one scenario, or all of them: node --expose-gc apps/bench/src/main.ts [scenario|all]
import type { Scenario } from "./scenario.ts";
import { clusterLog } from "./cluster/cluster-log.ts";
import { echo } from "./scenarios/echo.ts";
import { engine } from "./scenarios/engine.ts";
import { restart } from "./scenarios/restart.ts";

const SCENARIOS: readonly Scenario[] = [engine, restart, echo, clusterLog];

const wanted = process.argv[2] ?? "all";
const chosen = SCENARIOS.filter(({ name }) => wanted === "all" || wanted === name);

if (chosen.length === 0) {
  console.error(`There is no scenario "${wanted}". There are: all`);
  for (const { name, summary } of SCENARIOS) console.error(`  ${name}: ${summary}`);
  process.exitCode = 2;
}
for (const scenario of chosen) {
  console.log(`\n${scenario.name}: ${scenario.summary}\n`);
  await scenario.run();
}
