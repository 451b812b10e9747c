// Runs one scenario, some, or all of them: node --expose-gc apps/bench/src/main.ts [scenario…|all] [--runs 5] …
import { writeFile } from "node:fs/promises";
import { parseOptions, type Options } from "./options.ts";
import { describeMachine } from "./report/machine.ts";
import { writeReadme } from "./report/readme.ts";
import { claimsTable, formatTable } from "./report/table.ts";
import type { Result, Scenario } from "./scenario.ts";
import { clusterLog } from "./cluster/cluster-log.ts";
import { burst } from "./scenarios/burst.ts";
import { commands } from "./scenarios/commands.ts";
import { digest } from "./scenarios/digest.ts";
import { echo } from "./scenarios/echo.ts";
import { clusterFanOut } from "./scenarios/cluster-fan-out.ts";
import { engine } from "./scenarios/engine.ts";
import { fanOut } from "./scenarios/fan-out.ts";
import { families } from "./scenarios/families.ts";
import { growth } from "./scenarios/growth.ts";
import { idle } from "./scenarios/idle.ts";
import { ingest } from "./scenarios/ingest.ts";
import { losses } from "./scenarios/losses.ts";
import { mqtt } from "./scenarios/mqtt.ts";
import { polling } from "./scenarios/polling.ts";
import { restart } from "./scenarios/restart.ts";
import { slow } from "./scenarios/slow.ts";
import { soak } from "./scenarios/soak.ts";
import { tracing } from "./scenarios/tracing.ts";
import { years } from "./scenarios/years.ts";

const SCENARIOS: readonly Scenario[] = [
  fanOut,
  ingest,
  tracing,
  polling,
  mqtt,
  losses,
  idle,
  growth,
  burst,
  slow,
  echo,
  digest,
  engine,
  commands,
  restart,
  years,
  families,
  clusterLog,
  clusterFanOut,
  soak,
];

async function main(options: Options): Promise<void> {
  const { scenarios } = options;
  const unknown = scenarios.find((wanted) => !SCENARIOS.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw new Error(`There is no scenario "${unknown}".`);
  const results: Record<string, Result> = {};
  for (const scenario of SCENARIOS) {
    const { name, isAsked = false } = scenario;
    if (scenarios.length > 0 ? !scenarios.includes(name) : isAsked) continue;
    console.log(`\n${name}: ${scenario.summary}\n`);
    try {
      const result = await scenario.run(options);
      results[name] = result;
      for (const table of result.tables) console.log(`\n${formatTable(table)}`);
      if (result.claims !== undefined) console.log(`\n${formatTable(claimsTable(result.claims))}`);
      if (isAsked && result.claims?.some(({ holds }) => !holds) === true) process.exitCode = 1;
    } catch (error) {
      // One that cannot run here does not cost the others their results.
      console.error(`${name} failed:`, error);
      process.exitCode = 1;
    }
  }
  const machine = describeMachine(process.argv.slice(2));
  if (options.json !== undefined)
    await writeFile(options.json, JSON.stringify({ machine, results }, null, 2));
  if (options.isWriting) await writeReadme(machine, results);
}

try {
  await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`Usage: npm run bench -- [scenario…|all] [--runs 5] [--seconds 2] [--watchers 1000]
  [--connections 10000] [--families 100000] [--minutes 60] [--kill-seconds 60] [--seed 1] [--json file] [--write]`);
  for (const { name, summary } of SCENARIOS) console.error(`  ${name}: ${summary}`);
  process.exitCode = 2;
}
