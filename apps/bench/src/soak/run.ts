// One soak from its first event to its last: a server as production starts it, its clock and disk controlled by this program, a field of
// players and watchers, and the plan's events in their order, each a line.
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Faults } from "./faults.ts";
import { Field } from "./field.ts";
import { readLogSize, type LogSize } from "./history.ts";
import { judge, type Judged } from "./judge.ts";
import { Place } from "./place.ts";
import { planSoak, type PlanOptions, type SoakEvent } from "./plan.ts";
import { Served, type MemorySample } from "./served.ts";

export interface SoakRun extends Judged {
  readonly lastsMs: number;
  readonly kills: number;
  /** When the undisturbed stretch began, milliseconds. */
  readonly quietAtMs: number;
  readonly samples: readonly MemorySample[];
  /** Of the log, each few seconds. */
  readonly sizes: readonly LogSample[];
  /** Everything that should not have happened, in order, as it was printed. */
  readonly faults: readonly string[];
  readonly serverErrors: readonly string[];
  readonly clockSteps: number;
  readonly reboots: number;
  readonly reported: Served["reported"];
  readonly field: Field;
  /** Why the disk was not filled; undefined when it was. */
  readonly skipped: string | undefined;
}

export interface LogSample extends LogSize {
  /** Since the soak began. */
  readonly atMs: number;
}

const SAMPLE_MS = 3_000;

/** @param isHeld whether all is well; if not, or when it throws, the data folder and the server's output are kept */
export async function runSoak(plan: PlanOptions, isHeld: (run: SoakRun) => boolean): Promise<SoakRun> {
  const faults: string[] = [];
  const print = narrator(performance.now());
  const onFault = (what: string): void => {
    faults.push(what);
    print(`FAULT ${what}`);
  };
  await using place = await Place.make();
  const { dataDir, folder, clock, disk } = place;
  const env = environment(dataDir, clock.env);
  await using served = await Served.start({ env, outputPath: join(folder, "server.log"), onFault });
  print(`seed ${plan.seed}, ${served.url}, data in ${dataDir}, the server's output in ${folder}`);
  const sizes: LogSample[] = [];
  const sampling = sampleEach(served, dataDir, sizes);
  using field = new Field({ url: served.url, seed: plan.seed, onFault });
  await field.open();
  const tamper = new Faults({ served, clock, disk, dataDir });
  const events = planSoak(plan);
  await happen(events, { tamper, field, print, onFault, lastsMs: plan.lastsMs });
  print("no more attacks");
  await field.endTraffic();
  await sampling.stop();
  print("comparing");
  const judged = await judge({ field, served, dataDir, wholeDir: join(folder, "whole") });
  const run: SoakRun = {
    ...judged,
    lastsMs: plan.lastsMs,
    kills: events.filter(({ type }) => type === "kill" || type === "reboot").length,
    quietAtMs: events.find(({ type }) => type === "quiet")?.atMs ?? 0,
    samples: served.samples,
    sizes,
    faults,
    serverErrors: served.errors,
    clockSteps: tamper.steps,
    reboots: events.filter(({ type }) => type === "reboot").length,
    reported: served.reported,
    field,
    skipped: disk === undefined ? "nothing may be mounted here" : undefined,
  };
  place.isKept = !isHeld(run);
  if (place.isKept) print(`kept: ${folder}`);
  return run;
}

/** What production sets besides: budgets that one client, which this all is, does not meet; a day of entries; no demo. */
function environment(dataDir: string, clock: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...clock,
    NODE_ENV: "production",
    DATA_DIR: dataDir,
    RETENTION_DAYS: "1",
    IDLE_FAMILY_DAYS: "1",
    LAB: "1",
    DEMO: "0",
    RATE_LIMIT: "10000",
    FAMILIES_PER_ADDRESS: "100000",
    PLAYERS_PER_ADDRESS: "100000",
  };
}

interface Scene {
  readonly tamper: Faults;
  readonly field: Field;
  readonly print: (line: string) => void;
  readonly onFault: (what: string) => void;
  readonly lastsMs: number;
}

/** Visits go on beside each other; what is done to the server is done one after the other. */
async function happen(events: readonly SoakEvent[], scene: Scene): Promise<void> {
  const startedAt = performance.now();
  let tampering = Promise.resolve();
  for (const event of events) {
    await wait(Math.max(0, event.atMs - (performance.now() - startedAt)));
    const work = tamperingOf(event, scene.tamper);
    scene.print(describe(event));
    if (work === undefined) visit(event, scene.field);
    else
      tampering = tampering
        .then(work)
        .then((seen) => scene.print(`  ${event.type}: ${seen}`))
        .catch((error: unknown) => scene.onFault(`${event.type}: ${String(error)}`));
  }
  await wait(Math.max(0, scene.lastsMs - (performance.now() - startedAt)));
  await tampering;
}

function tamperingOf(event: SoakEvent, tamper: Faults): (() => Promise<string>) | undefined {
  switch (event.type) {
    case "kill":
      return () => tamper.kill(event.downMs);
    case "reboot":
      return () => tamper.reboot(event.downMs);
    case "clock":
      return () => tamper.stepClock(event.step);
    case "disk-full":
      return () => tamper.fillDisk(event.lastsMs);
    case "folder-away":
      return () => tamper.moveFolder(event.lastsMs);
    default:
      return undefined;
  }
}

function visit(event: SoakEvent, field: Field): void {
  if (event.type === "family") field.family();
  else if (event.type === "player") field.player();
  else if (event.type === "watcher") field.watcher(event.transport, event.lastsMs);
  else if (event.type === "lab") field.lab(event.lab, event.lastsMs);
}

function describe({ atMs: _atMs, type, ...rest }: SoakEvent): string {
  return [type, ...Object.values(rest).map(String)].join(" ");
}

function narrator(startedAt: number): (line: string) => void {
  return (line) =>
    console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
}

/** Memory and log, every few seconds until it is stopped. */
function sampleEach(served: Served, dataDir: string, sizes: LogSample[]): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const startedAt = performance.now();
  const sampling = (async () => {
    while (!stopping.signal.aborted) {
      await served.sample();
      try {
        sizes.push({ atMs: performance.now() - startedAt, ...readLogSize(dataDir) });
      } catch {
        // Taken away, or locked by a start.
      }
      await wait(SAMPLE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop() {
      stopping.abort();
      return sampling;
    },
  };
}
