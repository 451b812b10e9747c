// What a soak does to its server, one fault at a time: kill -9, a machine that starts again days later, a clock that is set, a disk
// that is full, a folder that is taken away. Each resolves when it is over and the server is ready again, with what was seen.
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import type { ShiftedClock, SmallDisk } from "@hydra/server/testing";
import type { ClockStep } from "./plan.ts";
import type { Served } from "./served.ts";

export interface FaultParts {
  readonly served: Served;
  readonly clock: ShiftedClock;
  /** Undefined where nothing may be mounted. */
  readonly disk: SmallDisk | undefined;
  readonly dataDir: string;
}

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;
/** A little more than what RETENTION_DAYS=1 keeps; so small that no session (30 days) ends before its player is replaced. */
const REBOOT_AHEAD_S = 25 * HOUR_S;
const AHEAD_MS = 4_000;
/** The promise is two seconds (SPEC EL29); what is reported is what it took. */
const LIMIT_MS = 60_000;

export class Faults {
  readonly #parts: FaultParts;
  #reboots = 0;
  /** What the wall clock was set by since the last reboot, seconds. */
  #steppedS = 0;
  steps = 0;

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  async kill(downMs: number): Promise<string> {
    const { served } = this.#parts;
    await served.kill();
    await wait(downMs);
    return `ready after ${Math.round(await served.start())} ms`;
  }

  /** What happened before is by now more than a day ago. */
  async reboot(downMs: number): Promise<string> {
    const { served, dataDir } = this.#parts;
    await served.kill();
    // By it alone a log finds out that the machine was not started anew.
    {
      using database = new DatabaseSync(join(dataDir, "hydra.db"));
      database.prepare("DELETE FROM meta WHERE key = 'clock'").run();
    }
    this.#reboots += 1;
    this.#steppedS = 0;
    this.#setClock();
    await wait(downMs);
    return `ready after ${Math.round(await served.start())} ms, ${this.#reboots * 25} hours ahead of this machine`;
  }

  async stepClock(step: ClockStep): Promise<string> {
    this.#step(step === "back" ? -HOUR_S : DAY_S);
    if (step === "ahead-and-back") {
      await wait(AHEAD_MS);
      this.#step(-DAY_S);
    }
    return step;
  }

  async fillDisk(lastsMs: number): Promise<string> {
    const { disk } = this.#parts;
    if (disk === undefined) return "skipped: nothing may be mounted here";
    await disk.fill();
    // The WAL has room of its own until it would have to grow.
    const refusedMs = await this.#untilReady(false);
    await wait(lastsMs);
    await disk.free();
    return `not ready after ${refusedMs} ms, ready ${await this.#untilReady(true)} ms after there was room again`;
  }

  async moveFolder(lastsMs: number): Promise<string> {
    const { dataDir } = this.#parts;
    const away = `${dataDir}-away`;
    renameSync(dataDir, away);
    const refusedMs = await this.#untilReady(false);
    await wait(lastsMs);
    if (existsSync(dataDir)) return `the server has made ${dataDir} anew`;
    renameSync(away, dataDir);
    return `not ready after ${refusedMs} ms, ready ${await this.#untilReady(true)} ms after it was back`;
  }

  #step(seconds: number): void {
    this.#steppedS += seconds;
    this.steps += 1;
    this.#setClock();
  }

  #setClock(): void {
    this.#parts.clock.set(this.#reboots * REBOOT_AHEAD_S + this.#steppedS);
  }

  /** Resolves with how long it took, milliseconds. @throws Error when it never happens */
  async #untilReady(isReady: boolean): Promise<number> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < LIMIT_MS) {
      const answer = await fetch(`${this.#parts.served.url}/readyz`).catch(() => undefined);
      await answer?.body?.cancel();
      if ((answer?.status === 200) === isReady) return Math.round(performance.now() - startedAt);
      await wait(50);
    }
    throw new Error(`/readyz has not become ${isReady ? "200" : "503"} in ${LIMIT_MS} ms`);
  }
}
