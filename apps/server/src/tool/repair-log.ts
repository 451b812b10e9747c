// `hydra-log repair`: a damaged log's entries up to the last good one as a new log, and a list of what is lost. The original is
// not touched.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "@hydra/engine";
import type { JetStreamLogOptions } from "../log/jetstream/jetstream-log.ts";
import { LogOpenError } from "../log/event-log.ts";
import { openStreamSalvage } from "../log/jetstream/salvage.ts";
import { openSalvage } from "../log/sqlite/salvage.ts";
import { SqliteLog } from "../log/sqlite/sqlite-log.ts";
import { takeSecretAlong } from "./backup.ts";
import { disposable, requireLog, type SqliteAddress } from "./addresses.ts";
import { makeLog } from "./new-log.ts";

/** A stream's entries. @returns what there is to say, a line each */
export async function repairStream(from: JetStreamLogOptions, to: SqliteAddress): Promise<string[]> {
  return makeLog(to, async (unfinished) => {
    await using salvage = disposable(await openStreamSalvage(from));
    if (salvage.beginsAfter > 0) {
      throw new LogOpenError(
        `The stream ${from.stream} goes on from archives, up to entry ${salvage.beginsAfter}: use npm run hydra-log -- import, first of them and then of the stream, which ends before the damage.`,
      );
    }
    await using log = disposable(await SqliteLog.open({ dataDir: unfinished }));
    for await (const page of salvage.good()) await log.importEntries(page);
    const { goodPlace, lastPlace } = salvage;
    return [
      `Saved the entries up to ${log.head} of the stream ${from.stream} as a new log in ${to.dataDir}.`,
      goodPlace < lastPlace
        ? `Lost: messages ${goodPlace + 1} to ${lastPlace} of the stream, of which the first is not what was written.`
        : "Nothing is lost.",
    ];
  });
}

/** Lines of the report that name single gaps. */
const MAX_GAPS = 20;
const LOST_ENTRIES = "lost-entries.jsonl";

/** @returns what there is to say, a line each */
export async function repairFolder(from: SqliteAddress, to: SqliteAddress): Promise<string[]> {
  requireLog(from);
  return makeLog(to, async (unfinished) => {
    using salvage = openSalvage(from.dataDir);
    if (salvage.beginsAfter > 0) {
      throw new LogOpenError(
        `The log in ${from.dataDir} goes on from archives, up to entry ${salvage.beginsAfter}: use npm run hydra-log -- import, which ends before the damage.`,
      );
    }
    await using log = disposable(await SqliteLog.open({ dataDir: unfinished }));
    for (const page of salvage.good()) await log.importEntries(page);
    const lines = [`Saved the entries up to ${log.head} of ${from.dataDir} as a new log in ${to.dataDir}.`];
    if (salvage.lastSeq > log.head) {
      const readable = writeReadable(log.head, salvage, join(unfinished, LOST_ENTRIES));
      lines.push(
        ...listLost(log.head, salvage.lastSeq, { ...readable, path: join(to.dataDir, LOST_ENTRIES) }),
      );
    } else lines.push("Nothing is lost.");
    lines.push(await takeSecretAlong(from.dataDir, unfinished, to.dataDir));
    return lines;
  });
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
