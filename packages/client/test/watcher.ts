// A connection to a real server with everything it reported, and every frame as it came over the wire.
import { transports, type ResumeReport, type TransportTable } from "@hydra/feed/client";
import {
  TRAITS,
  TRANSPORTS,
  type Cursor,
  type FeedFrame,
  type SnapshotFrame,
  type TransportName,
} from "@hydra/protocol";
import {
  createBattleConnection,
  type BattleConnection,
  type BattleOptions,
  type BattleUpdate,
  type ConnectionState,
} from "../src/battle-connection.ts";

/** One feed that was opened, as the server served it. */
export interface Wire {
  readonly transport: TransportName;
  readonly since: Cursor | undefined;
  readonly frames: readonly FeedFrame[];
}

export interface Watcher extends Disposable {
  readonly connection: BattleConnection;
  readonly updates: readonly BattleUpdate[];
  readonly states: readonly ConnectionState[];
  readonly reports: readonly ResumeReport[];
  readonly wires: readonly Wire[];
  /** Resolves when the condition holds after something happened; the test's own time limit is the limit. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves when the view is at the snapshot's cursor or later. */
  reached(snapshot: SnapshotFrame): Promise<void>;
}

export type WatcherOptions = Partial<BattleOptions> &
  Pick<BattleOptions, "baseUrl" | "familyId" | "transport"> & {
    /** Frames that are to get lost between the wire and the client. */
    readonly isLost?: (frame: FeedFrame) => boolean;
    /** What becomes of frames there; they are recorded as they were sent. */
    readonly change?: (frame: FeedFrame) => FeedFrame;
  };

export function watch({ isLost, change, ...options }: WatcherOptions): Watcher {
  const updates: BattleUpdate[] = [];
  const states: ConnectionState[] = [];
  const reports: ResumeReport[] = [];
  const wires: Wire[] = [];
  const waiting = new Set<() => void>();
  const note = <T>(list: T[], value: T): void => {
    list.push(value);
    for (const look of waiting) look();
  };
  const connection = createBattleConnection(
    {
      pollIntervalMs: 25,
      ...options,
      onUpdate: (update) => note(updates, update),
      onState: (state) => note(states, state),
      onResume: (report) => note(reports, report),
    },
    { table: tap(wires, isLost, change) },
  );
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    connection,
    updates,
    states,
    reports,
    wires,
    until,
    reached: ({ epoch, seq }) =>
      until(() => {
        const cursor = connection.view?.cursor;
        return cursor !== undefined && cursor.epoch === epoch && cursor.seq >= seq;
      }),
    [Symbol.dispose]: () => connection.close(),
  };
}

/** The transports, with a record of what comes over each feed. */
function tap(
  wires: Wire[],
  isLost: (frame: FeedFrame) => boolean = () => false,
  change: (frame: FeedFrame) => FeedFrame = (frame) => frame,
): TransportTable<FeedFrame> {
  const tapped = TRANSPORTS.map((transport): [TransportName, TransportTable<FeedFrame>[TransportName]] => [
    transport,
    (request, events) => {
      const frames: FeedFrame[] = [];
      wires.push({ transport, since: request.since, frames });
      return transports[transport](
        {
          ...request,
          // As it is read, so that a transport too has nothing of a frame that is lost.
          readFrame(fields) {
            const frame = request.readFrame(fields);
            if (frame === undefined || frame.type === "heartbeat") return frame;
            if (isLost(frame)) return undefined;
            frames.push(frame);
            return change(frame);
          },
        },
        events,
      );
    },
  ]);
  return Object.fromEntries(tapped) as TransportTable<FeedFrame>;
}

/** What is wrong with the frames of one feed, in words; independent of how the client applies them. */
export function faultsOf({ transport, since, frames }: Wire): string[] {
  const faults: string[] = [];
  // A room and the polls beside it are two streams, put in order by the cursor.
  if (TRAITS[transport].isShared === true) return faults;
  let held = since;
  for (const frame of frames) {
    const at = `${transport} at ${frame.epoch}:${frame.seq}`;
    if (frame.type === "delta") {
      if (held?.epoch !== frame.epoch || held.seq !== frame.from)
        faults.push(`${at}: a gap after ${held?.seq}`);
      if (frame.seq < frame.from) faults.push(`${at}: backwards`);
    } else if (held !== undefined) faults.push(`${at}: a snapshot in spite of the cursor ${held.seq}`);
    held = { epoch: frame.epoch, seq: frame.seq };
  }
  return faults;
}

/** The content of the view that a snapshot leads to, for comparing. */
export function contentOf({ seq, epoch, round, monster, players, totalDamage, entries }: SnapshotFrame) {
  return { cursor: { epoch, seq }, round, monster, players, totalDamage, entries };
}
