// The server's event log beside appending and reading: opened as it is configured, with snapshots of the state and a retention while the
// server serves.
import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";
import type { ServedLog } from "./log/backend.ts";
import type { EventLog } from "./log/event-log.ts";
import { Retention, type RetentionSource } from "./log/retention.ts";
import { SnapshotMaker, type SnapshotSource } from "./log/snapshot-maker.ts";

/** Of a log that a test puts in its place, neither snapshots nor a retention are kept. */
type OpenedLog = Pick<ServedLog, "log"> & Partial<ServedLog>;

/** @throws LogUnavailableError when the log is not there yet; LogOpenError when it cannot be used. */
export async function openLog(
  { eventLog, dataDir, retentionDays }: Config,
  replacement: EventLog | undefined,
): Promise<OpenedLog> {
  if (replacement !== undefined) return { log: replacement };
  return eventLog.open({ dataDir, isRetained: retentionDays > 0 });
}

/** To be begun only when the state is restored, so that a restart has the machine to itself. Ends with the app, before the log. */
export function keepLog(app: FastifyInstance, served: OpenedLog, retentionDays: number): void {
  const { archivedUntil = 0, snapshots, retention } = served;
  if (archivedUntil > 0)
    app.log.info({ archivedUntil }, "the log begins later: started from a snapshot of the state");
  if (snapshots !== undefined) keepSnapshots(app, snapshots());
  if (retention !== undefined && retentionDays > 0) keepRetention(app, retention(), retentionDays);
}

function keepSnapshots(app: FastifyInstance, log: SnapshotSource<unknown>): void {
  const maker = new SnapshotMaker({
    log,
    onSnapshot: (seq) => app.log.debug({ seq }, "snapshot of the state"),
    onFailure: (error) => app.log.warn({ err: error }, "no snapshot; a restart replays more of the log"),
  });
  app.addHook("onClose", () => maker.close());
}

function keepRetention(app: FastifyInstance, log: RetentionSource<unknown>, days: number): void {
  const retention = new Retention({
    log,
    days,
    onArchived: ({ path, until }) => app.log.info({ path, until }, "old entries were archived"),
    onFailure: (error) => app.log.warn({ err: error }, "old entries are kept; it is tried again tomorrow"),
  });
  app.addHook("onClose", () => retention.close());
}
