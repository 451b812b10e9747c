// A connection whose servers are played by the test, with everything it reported to the application.
import { FeedConnection } from "../../src/client/connection.ts";
import type {
  Connection,
  ConnectionOptions,
  ConnectionState,
  ResumeReport,
  Update,
} from "../../src/client/connection-types.ts";
import type { AutoState } from "../../src/client/auto-types.ts";
import { keyedCodec, type KeyedView } from "../../src/client/keyed-codec.ts";
import type { Probe } from "../../src/client/probe.ts";
import { createReplica, type ViewCodec } from "../../src/client/view-codec.ts";
import type { KeyedDelta, KeyedSnapshot } from "../../src/wire/keyed.ts";
import { createFakeTable, type FakeFeed as AnyFakeFeed } from "./fake-transport.ts";
import { deltaBetween, playOut } from "./feed-model.ts";

export type Frame = KeyedSnapshot | KeyedDelta;
export type FakeFeed = AnyFakeFeed<Frame>;

type RigUpdate = Update<KeyedView, Frame>;
type RigOptions = ConnectionOptions<KeyedView, Frame>;

/** A keyed feed whose every new round begins with a snapshot. */
const codec: ViewCodec<KeyedView, KeyedSnapshot, KeyedDelta> = {
  ...keyedCodec((row) => row),
  isExpected: ({ fields }, held) => Number(fields?.["round"] ?? 1) > Number(held.fields["round"] ?? 1),
};

export interface Rig {
  readonly connection: Connection<KeyedView>;
  /** In the order they were opened. */
  readonly feeds: readonly FakeFeed[];
  readonly updates: readonly RigUpdate[];
  readonly states: readonly ConnectionState[];
  readonly reports: readonly ResumeReport[];
  readonly autos: readonly (AutoState | undefined)[];
  /** What the server answers to a plain question; unreachable at first. */
  readonly answer: { probe: Probe };
  /** The seqs shown, in order. */
  readonly shown: () => number[];
}

/** Back-off delays are half their greatest, so that time is certain. */
export function createRig(options: Partial<RigOptions> = {}): Rig {
  const { table, feeds } = createFakeTable<Frame>();
  const updates: RigUpdate[] = [];
  const states: ConnectionState[] = [];
  const reports: ResumeReport[] = [];
  const autos: (AutoState | undefined)[] = [];
  const answer: { probe: Probe } = { probe: { type: "lost", reason: "unreachable in a test", isOwn: false } };
  const connection = new FeedConnection(
    createReplica(codec),
    {
      url: "http://feed.test/prices",
      transport: "sse",
      random: () => 0.5,
      ...options,
      onUpdate(update) {
        updates.push(update);
        options.onUpdate?.(update);
      },
      onState: (state) => states.push(state),
      onResume: (report) => reports.push(report),
      onAuto: (auto) => autos.push(auto),
    },
    { table, ask: () => Promise.resolve(answer.probe) },
  );
  const shown = (): number[] => updates.map(({ view }) => view.cursor.seq);
  return { connection, feeds, updates, states, reports, autos, answer, shown };
}

/** A feed of `length` versions with seq 1 … length. */
export function createVersions(length: number, epoch = "e1"): KeyedSnapshot[] {
  const changes = Array.from({ length: length - 1 }, (_, turn) => ({
    row: turn % 3,
    add: 1 + (turn % 4),
    seqStep: 1,
  }));
  return playOut(changes, epoch);
}

/** What a snapshot is in the next round. */
export function inNextRound(snapshot: KeyedSnapshot): KeyedSnapshot {
  return { ...snapshot, fields: { ...snapshot.fields, round: 2 } };
}

/** The course of a feed in tests: `snapshot(n)` and `delta(m, n)` of one feed. */
export const story = {
  versions: createVersions(50),
  snapshot: (seq: number): KeyedSnapshot => story.versions[seq - 1]!,
  delta: (from: number, seq: number): KeyedDelta => deltaBetween(story.snapshot(from), story.snapshot(seq)),
};
