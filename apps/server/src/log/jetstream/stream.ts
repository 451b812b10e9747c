// The stream itself: made or checked when the log is opened (SPEC EL30–EL32), asked how far it is, and for one message.
import { createHash } from "node:crypto";
import { JetStreamApiError, type StreamInfo } from "@nats-io/jetstream";
import { LogOpenError, LogUnavailableError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";
import type { StreamAccess } from "./stream-access.ts";
import { foreignSetting, logStreamConfig } from "./stream-layout.ts";

/** What a stream is to be. */
export interface StreamDemands {
  /** Default 3 in a cluster, 1 on a single server. */
  readonly replicas?: number | undefined;
  /** What is old is to be dropped from it. Default false. */
  readonly isRetained?: boolean | undefined;
}

/** What the log is right now. */
export interface StreamState {
  /** Names the stream's life (SPEC EL9): made of the time it was created, which a new stream does not share. */
  readonly epoch: string;
  /** Place of the oldest message; of a stream without any, of the next one, or 0. */
  readonly firstPlace: number;
  /** Place of the newest message, 0 for none. */
  readonly lastPlace: number;
  /** For how long it has been the newest, by the clock of the stream's leader, milliseconds; undefined when that is not given. */
  readonly restedMs: number | undefined;
}

/** Replicas in a cluster of three servers or more, of which any one may be lost. */
const CLUSTER_REPLICAS = 3;
const STREAM_NOT_FOUND = 10_059;
const NO_MESSAGE_FOUND = 10_037;
/** Answers of a server that cannot do it yet: its cluster is still meeting, or too few of it are there. */
const NOT_YET = new Set([10_005, 10_008, 10_023, 10_074]);

/**
 * Makes the stream, or checks the one that is there.
 * @throws LogOpenError naming the setting when it was made elsewhere with other settings; LogUnavailableError when
 * it cannot be made yet.
 */
export async function openStream(
  access: StreamAccess,
  { replicas, isRetained = false }: StreamDemands,
): Promise<StreamState> {
  const { connection, name } = access;
  const wanted = replicas ?? (connection.info?.cluster === undefined ? 1 : CLUSTER_REPLICAS);
  const info = (await findStream(access)) ?? (await makeStream(access, wanted));
  const foreign = foreignSetting(info.config, wanted);
  if (foreign !== undefined)
    throw new LogOpenError(`The stream ${name} was made with other settings: ${foreign}.`);
  if (isRetained && info.config.deny_purge) throw new LogOpenError(cannotBePurged(name));
  return stateOf(info);
}

function cannotBePurged(stream: string): string {
  return (
    `RETENTION_DAYS cannot be kept by the stream ${stream}: it was made with deny_purge, which NATS takes off no stream. ` +
    "Stop the nodes, copy it out and into a stream of another name, and set LOG_STREAM to that: npm run hydra-log -- copy"
  );
}

/** For a reader: the stream is not made. @throws LogOpenError when there is none. */
export async function requireStream(access: StreamAccess): Promise<void> {
  if ((await findStream(access)) === undefined)
    throw new LogOpenError(`There is no stream ${access.name} on these servers.`);
}

/** Undefined when there is none. @throws LogOpenError, LogUnavailableError */
export async function findStream({ manager, name }: StreamAccess): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (codeOf(error) === STREAM_NOT_FOUND) return undefined;
    throw refusal(error);
  }
}

async function makeStream({ manager, name }: StreamAccess, replicas: number): Promise<StreamInfo> {
  try {
    return await manager.streams.add(logStreamConfig(name, replicas));
  } catch (error) {
    throw refusal(error);
  }
}

/** What the server's refusal means: to be tried again, or for the operator. */
function refusal(error: unknown): Error {
  const code = codeOf(error);
  if (code === undefined || NOT_YET.has(code))
    return new LogUnavailableError(reasonOf(error), { cause: error });
  return new LogOpenError(`The stream cannot be used: ${reasonOf(error)}.`, { cause: error });
}

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined;
}

/** Asks the stream's leader. @throws what the client throws when there is none, or it does not answer in time. */
export async function readState({ manager, name }: StreamAccess): Promise<StreamState> {
  return stateOf(await manager.streams.info(name));
}

function stateOf(info: StreamInfo): StreamState {
  const { created, config, state } = info;
  const digest = createHash("sha256").update(`${config.name} ${created}`).digest("hex");
  // Servers before 2.10 do not send their time.
  const restedMs = Date.parse(info.ts ?? "") - Date.parse(state.last_ts);
  return {
    epoch: digest.slice(0, 12),
    firstPlace: state.first_seq,
    lastPlace: state.last_seq,
    restedMs: state.last_seq > 0 && Number.isFinite(restedMs) ? Math.max(0, restedMs) : undefined,
  };
}

/** The text of the message at `place`; undefined when there is none. */
export async function readMessage(
  { manager, name }: StreamAccess,
  place: number,
): Promise<string | undefined> {
  try {
    return (await manager.streams.getMessage(name, { seq: place }))?.string();
  } catch (error) {
    if (codeOf(error) === NO_MESSAGE_FOUND) return undefined;
    throw error;
  }
}

/** Place and text of the newest message under a subject, which may have wildcards. */
export async function readNewest(
  { manager, name }: StreamAccess,
  subject: string,
): Promise<{ readonly place: number; readonly text: string } | undefined> {
  try {
    const message = await manager.streams.getMessage(name, { last_by_subj: subject });
    return message === null ? undefined : { place: message.seq, text: message.string() };
  } catch (error) {
    if (codeOf(error) === NO_MESSAGE_FOUND) return undefined;
    throw error;
  }
}
