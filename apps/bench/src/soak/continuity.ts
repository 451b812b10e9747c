// Whether what a watcher was shown follows on what it was shown before (invariants 4 and 6), computed from `from` and `seq` alone and
// not by the client's own gate, which is under test too. Pure.
import type { Cursor } from "@hydra/protocol";

/** Of the client's updates, what matters here. */
export interface Shown {
  readonly type: "delta" | "snapshot";
  /** The `seq` a delta led on from. */
  readonly from?: number | undefined;
  readonly cursor: Cursor;
  readonly round: number;
}

export class Continuity {
  /** A sentence for each update that should not have come. */
  readonly faults: string[] = [];
  updates = 0;
  /** Snapshots that replaced what was held without a new round: the way from there was not to be had. */
  resets = 0;
  #held: Shown | undefined;

  take(shown: Shown): void {
    const held = this.#held;
    this.#held = shown;
    this.updates += 1;
    const fault = held === undefined ? faultOfFirst(shown) : faultOf(held, shown);
    if (fault !== undefined) this.faults.push(`${textOf(held)} → ${shown.type} ${textOf(shown)}: ${fault}`);
    if (held !== undefined && shown.type === "snapshot" && shown.round === held.round) this.resets += 1;
  }
}

function faultOfFirst({ type }: Shown): string | undefined {
  return type === "delta" ? "a delta before any snapshot" : undefined;
}

function faultOf(held: Shown, shown: Shown): string | undefined {
  const { epoch, seq } = shown.cursor;
  if (epoch !== held.cursor.epoch) return "another epoch";
  if (seq <= held.cursor.seq) return "repeated";
  if (shown.round < held.round) return "an earlier round";
  if (shown.type === "snapshot" || shown.from === held.cursor.seq) return undefined;
  return shown.from !== undefined && shown.from < held.cursor.seq ? "repeated in part" : "a gap";
}

function textOf(shown: Shown | undefined): string {
  if (shown === undefined) return "nothing";
  const from = shown.from === undefined ? "" : ` from #${shown.from}`;
  return `${shown.cursor.epoch}:${shown.cursor.seq}${from}`;
}
