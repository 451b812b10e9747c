// A wall clock for a server process that its parent can set: shifted-clock.c, built by the system's gcc.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const COMPILER = "gcc";
const SOURCE = join(import.meta.dirname, "shifted-clock.c");

export interface ShiftedClock extends Disposable {
  /** Variables that give a process this clock. */
  readonly env: Record<string, string>;
  /** How far the clock is ahead of this machine's, whole seconds; of all processes that have it, at once. */
  set(seconds: number): void;
}

/** @throws Error with one line on what to do when there is no gcc: what is not tested here is tested nowhere. */
export function makeShiftedClock(): ShiftedClock {
  const folder = mkdtempSync(join(tmpdir(), "hydra-clock-"));
  const library = join(folder, "shifted-clock.so");
  const { status, error, stderr } = spawnSync(COMPILER, ["-shared", "-fPIC", "-O1", "-o", library, SOURCE], {
    encoding: "utf8",
  });
  if (status !== 0) {
    const reason = error === undefined ? stderr.trim() : error.message;
    throw new Error(
      `A clock that can be set needs ${COMPILER} (Debian: apt-get install gcc libc6-dev): ${reason}`,
    );
  }
  const file = join(folder, "shift");
  const set = (seconds: number): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    // Into the file that is mapped, not into another of its name.
    writeFileSync(file, bytes, { flag: "r+" });
  };
  writeFileSync(file, Buffer.alloc(8));
  return {
    env: { LD_PRELOAD: library, SHIFT_FILE: file },
    set,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
