// The versions known to have been published, by whichever lane showed them: the union of all lanes, in order of seq, of one
// epoch, bounded. ME23, ME51.
import { firstIndex } from "./bisect.ts";

/** A published version. */
export interface Version {
  readonly seq: number;
  /** Page-local epoch milliseconds, by the estimate of the clock in force when it became known. */
  readonly publishedAt: number;
  /** Which lanes have been charged for it, by index, in the order in which they showed it, and when each did. */
  readonly lanes: number[];
  readonly times: number[];
}

export interface Versions {
  readonly size: number;
  /** Versions up to this seq are forgotten; -1 when none is. */
  readonly floor: number;
  /** The new version, or undefined when it is known or not above the floor. Constant cost for the newest. */
  add(seq: number, publishedAt: number): Version | undefined;
  /** The oldest version after `seq`. */
  next(seq: number): Version | undefined;
  /** The versions after `from` up to `seq`, oldest first. */
  range(from: number, seq: number): readonly Version[];
  /** How many `range` has. */
  count(from: number, seq: number): number;
  /** The newest `size` versions, oldest first. */
  latest(size: number): readonly Version[];
  /** Forgets the oldest until `size` are left, and returns them. */
  trim(size: number): readonly Version[];
}

export function createVersions(): Versions {
  let floor = -1;
  const known: Version[] = [];
  const after = (seq: number): number => firstIndex(known, (version) => version.seq > seq);

  return {
    get size() {
      return known.length;
    },
    get floor() {
      return floor;
    },
    add(seq, publishedAt) {
      if (seq <= floor) return undefined;
      const index = after(seq);
      if (known[index - 1]?.seq === seq) return undefined;
      const version: Version = { seq, publishedAt, lanes: [], times: [] };
      known.splice(index, 0, version);
      return version;
    },
    next: (seq) => known[after(seq)],
    range: (from, seq) => known.slice(after(from), after(seq)),
    count: (from, seq) => after(seq) - after(from),
    latest: (size) => known.slice(-size),
    trim(size) {
      const forgotten = known.splice(0, Math.max(0, known.length - size));
      floor = forgotten.at(-1)?.seq ?? floor;
      return forgotten;
    },
  };
}
