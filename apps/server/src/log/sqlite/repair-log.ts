// A damaged log's entries up to the last good one as a new log, and a list of what is lost. The original is not touched.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "@hydra/engine";
import type { NewLog } from "../backend.ts";
import { disposable } from "../disposable.ts";
import { LogOpenError } from "../event-log.ts";
import { openSalvage } from "./salvage.ts";

/** Lines of the report that name single gaps. */
const MAX_GAPS = 20;
const LOST_ENTRIES = "lost-entries.jsonl";

/** @returns lines for the operator */
export async function repairLog(dataDir: string, anew: NewLog): Promise<string[]> {
  using salvage = openSalvage(dataDir);
  if (salvage.beginsAfter > 0) {
    throw new LogOpenError(
      `The log in ${dataDir} goes on from archives, up to entry ${salvage.beginsAfter}: use npm run hydra-log -- import, which ends before the damage.`,
    );
  }
  await using log = disposable(await anew.open());
  for (const page of salvage.good()) await log.importEntries(page);
  const saved = `Saved the entries up to ${log.head} of ${dataDir} as a new log in ${anew.path}.`;
  if (salvage.lastSeq <= log.head) return [saved, "Nothing is lost."];
  const readable = writeReadable(log.head, salvage, join(anew.unfinished, LOST_ENTRIES));
  const path = join(anew.path, LOST_ENTRIES);
  return [saved, ...listLost(log.head, salvage.lastSeq, { ...readable, path })];
}

interface Readable {
  readonly count: number;
  readonly gaps: readonly string[];
}

/** Writes down what can still be read of the entries after `goodSeq`. */
function writeReadable(goodSeq: number, salvage: ReturnType<typeof openSalvage>, path: string): Readable {
  const gaps = new Gaps(goodSeq);
  let count = 0;
  for (const page of salvage.readable()) {
    appendFileSync(path, page.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    gaps.pass(page);
    count += page.length;
  }
  gaps.end(salvage.lastSeq);
  return { count, gaps: gaps.found };
}

function listLost(
  goodSeq: number,
  lastSeq: number,
  { count, gaps, path }: Readable & { readonly path: string },
): string[] {
  const lines = [`Lost: entries ${goodSeq + 1} to ${lastSeq}, which cannot follow on what was damaged.`];
  if (count > 0) lines.push(`${count} of them can be read: ${path}`);
  for (const gap of gaps.slice(0, MAX_GAPS)) lines.push(`Cannot be read: ${gap}`);
  if (gaps.length > MAX_GAPS) lines.push(`and ${gaps.length - MAX_GAPS} more gaps.`);
  return lines;
}

/** Which seqs are missing from pages that come in order. */
class Gaps {
  readonly found: string[] = [];
  #last: number;

  constructor(after: number) {
    this.#last = after;
  }

  pass(page: readonly Entry[]): void {
    for (const { seq } of page) {
      this.end(seq - 1);
      this.#last = seq;
    }
  }

  end(seq: number): void {
    if (seq > this.#last)
      this.found.push(seq === this.#last + 1 ? `entry ${seq}` : `entries ${this.#last + 1} to ${seq}`);
  }
}
