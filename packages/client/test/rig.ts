// A connection whose servers are played by the test, with everything it told the application.
import type { DeltaFrame, SnapshotFrame } from "@hydra/protocol";
import { createConnection } from "../src/connection.ts";
import type {
  ConnectionOptions,
  ConnectionState,
  FeedConnection,
  ResumeReport,
  Update,
} from "../src/connection-types.ts";
import type { AutoState } from "../src/auto-types.ts";
import type { Probe } from "../src/probe.ts";
import { deltaBetween, playOut } from "./battle-model.ts";
import { createFakeTable, type FakeFeed } from "./fake-transport.ts";

export interface Rig {
  readonly connection: FeedConnection;
  /** In the order they were opened. */
  readonly feeds: readonly FakeFeed[];
  readonly updates: readonly Update[];
  readonly states: readonly ConnectionState[];
  readonly reports: readonly ResumeReport[];
  readonly autos: readonly (AutoState | undefined)[];
  /** What the server answers to a plain question; unreachable at first. */
  readonly answer: { probe: Probe };
  /** The seqs shown, in order. */
  readonly shown: () => number[];
}

/** Back-off delays are half their greatest, so that time is certain. */
export function createRig(options: Partial<ConnectionOptions> = {}): Rig {
  const { table, feeds } = createFakeTable();
  const updates: Update[] = [];
  const states: ConnectionState[] = [];
  const reports: ResumeReport[] = [];
  const autos: (AutoState | undefined)[] = [];
  const answer: { probe: Probe } = { probe: { type: "lost", reason: "unreachable in a test", isOwn: false } };
  const connection = createConnection(
    {
      baseUrl: "http://hydra.test",
      familyId: "f1",
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

/** A battle of `length` versions with seq 1 … length. */
export function createVersions(length: number, epoch = "e1"): SnapshotFrame[] {
  const battle = Array.from({ length: length - 1 }, (_, turn) => ({
    player: turn % 3,
    damage: 1 + (turn % 4),
    seqStep: 1,
  }));
  return playOut(battle, epoch);
}

/** The story that tests tell: `snapshot(n)` and `delta(m, n)` of one battle. */
export const story = {
  versions: createVersions(50),
  snapshot: (seq: number): SnapshotFrame => story.versions[seq - 1]!,
  delta: (from: number, seq: number): DeltaFrame => deltaBetween(story.snapshot(from), story.snapshot(seq)),
};
