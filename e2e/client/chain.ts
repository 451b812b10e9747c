// An independent reading of a feed: applies frames by the wire contract and notes every break of the chain.
// Shares nothing with the project's own client, so that both can be wrong only separately.
import { encodeCursor, type FeedFrame, type Frame } from "@hydra/protocol";

export interface Chain {
  /** Cursor after the last frame. */
  readonly cursor: string | undefined;
  readonly snapshots: number;
  readonly deltas: number;
  readonly totalDamage: number;
  /** Damage by player, of the rows last seen. */
  readonly damages: ReadonlyMap<string, number>;
  /** In words, every frame that did not follow from the one before. */
  readonly breaks: readonly string[];
}

/** Follows frames in the order in which they arrived; heartbeats are skipped. */
export function followChain(frames: readonly Frame[]): Chain {
  const damages = new Map<string, number>();
  const breaks: string[] = [];
  let last: FeedFrame | undefined;
  let totalDamage = 0;

  for (const frame of frames) {
    if (frame.type === "heartbeat") continue;
    if (frame.type === "snapshot") damages.clear();
    else if (last !== undefined && !follows(frame, last)) {
      breaks.push(`${encodeCursor(last)} is followed by a delta from ${frame.epoch}:${frame.from}`);
    }
    for (const { playerId, damage } of frame.entries ?? []) damages.set(playerId, damage);
    if (frame.type === "delta") for (const playerId of frame.left ?? []) damages.delete(playerId);
    totalDamage = frame.totalDamage ?? totalDamage;
    last = frame;
  }
  return {
    cursor: last === undefined ? undefined : encodeCursor(last),
    snapshots: frames.filter(({ type }) => type === "snapshot").length,
    deltas: frames.filter(({ type }) => type === "delta").length,
    totalDamage,
    damages,
    breaks,
  };
}

function follows(frame: FeedFrame & { type: "delta" }, last: FeedFrame): boolean {
  return frame.epoch === last.epoch && frame.from === last.seq && frame.seq >= frame.from;
}
