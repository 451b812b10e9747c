// What a log's entries come to, read one after the other: how many, a hash of them, and the battle they lead to. Two
// histories are the same when these are.
import { createHash, type Hash } from "node:crypto";
import { apply, createWorld, encodeWorld, type Entry, type World } from "@hydra/engine";

export interface HistoryDigest {
  readonly entries: number;
  readonly lastSeq: number;
  /** SHA-256 of every entry's seq, time and event, hexadecimal. */
  readonly entriesHash: string;
}

export interface StateDigest extends HistoryDigest {
  /** The engine's state as text, as a snapshot has it. */
  readonly state: string;
  /** SHA-256 of the state, hexadecimal. */
  readonly stateHash: string;
}

/** Adds entries up; memory grows with the battles, not with the history. */
export class History {
  readonly #hash: Hash = createHash("sha256");
  readonly #world: World = createWorld();
  #entries = 0;
  #lastSeq = 0;

  get entries(): number {
    return this.#entries;
  }

  add(page: readonly Entry[]): void {
    // One update a page: each is a call out of JavaScript.
    this.#hash.update(page.map(({ seq, at, event }) => `${JSON.stringify([seq, at, event])}\n`).join(""));
    for (const entry of page) apply(this.#world, entry);
    this.#entries += page.length;
    this.#lastSeq = page.at(-1)?.seq ?? this.#lastSeq;
  }

  /** Of the entries so far. */
  digest(): HistoryDigest {
    const entriesHash = this.#hash.copy().digest("hex");
    return { entries: this.#entries, lastSeq: this.#lastSeq, entriesHash };
  }

  /** Of the entries so far, with where they lead. Costs a text as large as the state. */
  digestWithState(): StateDigest {
    const state = encodeWorld(this.#world);
    return { ...this.digest(), state, stateHash: createHash("sha256").update(state).digest("hex") };
  }
}

/** Adds up all pages. */
export async function readHistory(
  pages: AsyncIterable<readonly Entry[]>,
  onProgress: (entries: number) => void,
): Promise<History> {
  const history = new History();
  for await (const page of pages) {
    history.add(page);
    onProgress(history.entries);
  }
  return history;
}
