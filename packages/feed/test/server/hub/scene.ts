// A hub with one feed that changes when the test makes it; time is the test's too (fake timers).
import { Hub, type EncodedFrame } from "../../../src/server/index.ts";
import type { Cursor } from "../../../src/wire/cursor.ts";
import {
  frameFrom,
  type DeltaEnvelope,
  type HeartbeatFrame,
  type SnapshotEnvelope,
} from "../../../src/wire/frames.ts";
import { decodeObject, type Fields } from "../../../src/wire/fields.ts";
import { applyKeyed, KeyedWorld, type KeyedState } from "../keyed-state.ts";
import { RecordingSink } from "./recording-sink.ts";

const ROWS = 5;
export const FRAME_MS = 50;
export const HEARTBEAT_MS = 10_000;
export const MAX_BEHIND_MS = 3_000;
/** More than any connection may have waiting. */
export const FULL = 65 * 1024;

/** What a watcher shows, and of which version. */
interface Shown extends KeyedState {
  readonly seq: number;
}

export class Scene {
  readonly hub = new Hub({
    frameIntervalMs: FRAME_MS,
    heartbeatIntervalMs: HEARTBEAT_MS,
    maxBehindMs: MAX_BEHIND_MS,
    now: Date.now,
  });
  readonly #world: KeyedWorld;
  /** The world's own, but for `onChange`: the hub is notified of changes here. */
  readonly feed;
  #changes = 0;

  constructor() {
    this.#world = new KeyedWorld(Date.now);
    for (let n = 0; n < ROWS; n += 1) this.#world.set({ id: `r${n}`, n: 0 });
    const { feed } = this.#world;
    this.feed = {
      epoch: feed.epoch,
      get seq() {
        return feed.seq;
      },
      get publishedSeq() {
        return feed.publishedSeq;
      },
      frameSince: (cursor: Cursor | undefined) => feed.frameSince(cursor),
    };
  }

  [Symbol.dispose](): void {
    this.hub.drain();
  }

  /** One change, published. */
  hit(): void {
    this.#change();
    this.hub.publish([this.feed]);
  }

  /** One change that is published in the next turn. */
  announceHit(): void {
    this.#change();
    this.hub.announce([this.feed]);
  }

  #change(): void {
    this.#changes += 1;
    this.#world.set({ id: `r${this.#changes % ROWS}`, n: this.#changes });
  }

  subscribe(
    sink = new RecordingSink(),
    cursor?: Cursor,
  ): RecordingSink & { readonly subscription: Subscribed } {
    return Object.assign(sink, { subscription: this.hub.subscribe(this.feed, sink, cursor) });
  }

  park(
    cursor: Cursor | undefined,
    sink = new RecordingSink(),
  ): RecordingSink & { readonly subscription: Subscribed } {
    return Object.assign(sink, { subscription: this.hub.park(this.feed, sink, { since: cursor }) });
  }

  get cursor(): Cursor {
    return { epoch: this.feed.epoch, seq: this.feed.seq };
  }

  get view(): Shown {
    return { ...this.#world.state, seq: this.feed.seq };
  }
}

export type Subscribed = ReturnType<Hub["subscribe"]>;

type Frame = (SnapshotEnvelope & Fields) | (DeltaEnvelope & Fields) | HeartbeatFrame;

export function decode(encoded: EncodedFrame | undefined): Frame {
  const fields = decodeObject(encoded?.body.toString() ?? "");
  const frame = frameFrom<SnapshotEnvelope & Fields, DeltaEnvelope & Fields>(
    {
      snapshot: (envelope, members) => ({ ...members, ...envelope }),
      delta: (envelope, members) => ({ ...members, ...envelope }),
    },
    fields,
  );
  if (frame === undefined) throw new Error("a frame of no known type");
  return frame;
}

/** What the watcher shows; throws when a delta did not follow on what came before. */
export function shown(sink: RecordingSink): Shown | undefined {
  return sink.frames.map(decode).reduce<Shown | undefined>(follow, undefined);
}

function follow(held: Shown | undefined, frame: Frame): Shown | undefined {
  if (frame.type === "heartbeat") return held;
  if (frame.type === "delta" && frame.from !== held?.seq) throw new Error(`a gap before ${frame.seq}`);
  return { ...applyKeyed(held, frame), seq: frame.seq };
}
