// The distributed log's row: a stream of NATS servers, for the server and for `hydra-log`.
import type { LogAddress, LogBackend, LogSetting, OpenOptions, ServedLog } from "../backend.ts";
import { disposable } from "../disposable.ts";
import { JetStreamImport } from "./import-history.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import { jetStreamRetention } from "./jetstream-retention.ts";
import { jetStreamSnapshots } from "./jetstream-snapshots.ts";
import { rowsAfter } from "./old-entries.ts";
import { repairStream } from "./repair-stream.ts";
import { readStreamSettings, type StreamSettings } from "./stream-settings.ts";
import { verifyStream } from "./verify-stream.ts";

const SYNTAX = "nats://[user:password@]host:port[,host:port…]";

export const jetStreamBackend: LogBackend = {
  settingSyntax: SYNTAX,
  addressSyntax: SYNTAX,
  variables: "LOG_STREAM, LOG_REPLICAS and NATS_…",
  backupAdvice:
    "a stream is backed up and restored by NATS itself, with nats stream backup and nats stream restore, together with its snapshots in NAME_SNAPSHOTS",
  parseSetting(text, env) {
    const settings = readStreamSettings(text, env);
    return settings === undefined ? undefined : streamSetting(settings);
  },
  parseAddress(_option, text, env) {
    const settings = readStreamSettings(text, env);
    return settings === undefined ? undefined : streamAddress(settings);
  },
};

function streamSetting(settings: StreamSettings): LogSetting & { readonly settings: StreamSettings } {
  return {
    settings,
    variable: "EVENT_LOG",
    isShared: true,
    open: (options) => openServedLog(settings, options),
  };
}

async function openServedLog(
  settings: StreamSettings,
  { dataDir, isRetained }: OpenOptions,
): Promise<ServedLog> {
  const log = await JetStreamLog.open({ ...settings, isRetained });
  return {
    log,
    archivedUntil: log.beganAfter,
    snapshots: () => jetStreamSnapshots(log),
    retention: () => jetStreamRetention(log, dataDir),
  };
}

function streamAddress(settings: StreamSettings): LogAddress {
  const open = (): Promise<JetStreamLog> => JetStreamLog.open({ ...settings, mustExist: true });
  return {
    open,
    openTarget: () => JetStreamImport.open(settings),
    async readRows(take) {
      await using log = disposable(await open());
      await take([{ path: `the stream ${settings.stream}`, rows: () => rowsAfter(log, log.start) }]);
    },
    async verify(onProgress) {
      await using log = disposable(await open());
      return await verifyStream(log, onProgress);
    },
    repairInto: (anew) => repairStream(settings, anew),
  };
}
