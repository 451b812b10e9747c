// Moving house: a log's history into another log, entry by entry as it was, and the proof that both are the same.
// Uses only the contract. May be broken off anywhere and begun again: what the target has already is compared.
import { STATE_FORMAT } from "@hydra/engine";
import { entryPages } from "./entry-pages.ts";
import { LogImportError, type EventLog, type ImportingLog, type ImportTarget } from "./event-log.ts";
import { History, readHistory, type HistoryDigest, type StateDigest } from "./history.ts";

export interface Progress {
  readonly step: "comparing" | "copying" | "verifying";
  readonly done: number;
}

export interface VerifyOptions {
  readonly from: EventLog;
  readonly to: EventLog;
  /** Called after every page. */
  onProgress(progress: Progress): void;
}

export interface CopyOptions extends Omit<VerifyOptions, "to"> {
  readonly to: ImportTarget;
}

/** A log that takes entries as they are, as a target. */
export function importInto(log: ImportingLog): ImportTarget {
  return {
    held: () => entryPages(log),
    importEntries: (entries) => log.importEntries(entries),
    finish: () => Promise.resolve(log),
    close: () => log.close(),
  };
}

export interface CopyReport {
  /** Entries that were not there yet. */
  readonly copied: number;
  readonly history: StateDigest;
}

/** Entries handed over at once: a transaction, or messages under way. */
const BATCH_ENTRIES = 2_000;

/**
 * Copies what the target lacks, reads the target again and compares. Seqs and times stay, because the battle depends
 * on them; the epoch does not, so that a client that watched gets a snapshot. The state is left beside it as a snapshot.
 * @throws LogImportError when the target has other entries, or in the end another history or state.
 * @throws LogUnavailableError
 */
export async function copyLog({ from, to, onProgress }: CopyOptions): Promise<CopyReport> {
  const held = await readHistory(to.held(), (done) => onProgress({ step: "comparing", done }));
  const before = held.digest();
  const history = new History();
  for await (const page of entryPages(from)) {
    const known = page.slice(0, Math.max(0, before.entries - history.entries));
    history.add(known);
    if (known.length > 0 && history.entries === before.entries) requireSame(history.digest(), before);
    const lacking = page.slice(known.length);
    for (let at = 0; at < lacking.length; at += BATCH_ENTRIES) {
      await to.importEntries(lacking.slice(at, at + BATCH_ENTRIES));
    }
    history.add(lacking);
    onProgress({ step: "copying", done: history.entries });
  }
  if (history.entries < before.entries) {
    throw new LogImportError(
      `The target has ${before.entries} entries, the source only ${history.entries}: nothing was copied.`,
    );
  }
  const source = history.digestWithState();
  const target = await to.finish();
  await verify(source, target, onProgress);
  if (from.head > source.lastSeq) {
    throw new LogImportError(
      "The source has grown while it was copied: stop its servers and run this again.",
    );
  }
  await target.saveSnapshot(STATE_FORMAT, { seq: source.lastSeq, state: source.state });
  return { copied: source.entries - before.entries, history: source };
}

/**
 * Reads both logs whole and compares them.
 * @throws LogImportError when they differ. @throws LogUnavailableError
 */
export async function verifyLogs({ from, to, onProgress }: VerifyOptions): Promise<StateDigest> {
  const history = await readHistory(entryPages(from), (done) => onProgress({ step: "comparing", done }));
  const source = history.digestWithState();
  await verify(source, to, onProgress);
  return source;
}

async function verify(
  source: StateDigest,
  to: EventLog,
  onProgress: VerifyOptions["onProgress"],
): Promise<void> {
  const history = await readHistory(entryPages(to), (done) => onProgress({ step: "verifying", done }));
  const target = history.digestWithState();
  if (target.entriesHash !== source.entriesHash) {
    throw new LogImportError(
      `The logs differ: ${source.entries} entries up to ${source.lastSeq} here, ${target.entries} up to ${target.lastSeq} there.`,
    );
  }
  if (target.stateHash !== source.stateHash) {
    throw new LogImportError(
      "The entries are the same and lead to another state: this is a bug of the engine.",
    );
  }
}

function requireSame(source: HistoryDigest, target: HistoryDigest): void {
  if (source.entriesHash === target.entriesHash) return;
  throw new LogImportError(
    `The target has other entries than the first ${source.entries} of the source: nothing was copied.`,
  );
}
