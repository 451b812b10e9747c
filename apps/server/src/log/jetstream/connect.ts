// A connection to the cluster: who we are (password, token, credentials, TLS) and how patient (for ever, after the first
// time). Nothing here writes out a secret.
import { readFile } from "node:fs/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import {
  AuthorizationError,
  connect,
  credsAuthenticator,
  UserAuthenticationExpiredError,
  type NodeConnectionOptions,
} from "@nats-io/transport-node";
import { LogOpenError, LogUnavailableError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";
import type { StreamAccess } from "./stream-access.ts";

/** Where the cluster is and how one gets in. Secrets: never to be logged. */
export interface NatsSettings {
  /** `host:port` of one server or more. */
  readonly servers: readonly string[];
  readonly user?: string | undefined;
  readonly pass?: string | undefined;
  readonly token?: string | undefined;
  /** Path of a credentials file (JWT and seed). */
  readonly credsFile?: string | undefined;
  /** Undefined: no TLS, unless the server asks for it. Paths of PEM files. */
  readonly tls?: TlsSettings | undefined;
}

export interface TlsSettings {
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

const CONNECT_TIMEOUT_MS = 2_000;
/** For one question to the stream's leader. */
const API_TIMEOUT_MS = 1_500;
/** For one that is asked again at once: many times what an answer takes, a fraction of an election. */
const HASTY_TIMEOUT_MS = 500;
/** A server that does not answer two of these is left for another one (it may be stopped, its socket still open). */
const PING_INTERVAL_MS = 1_000;
const RECONNECT_WAIT_MS = 100;

/**
 * Connects once; from then on the connection mends itself for ever.
 * @throws LogUnavailableError when no server answers; LogOpenError when the settings are wrong.
 */
export async function openAccess(settings: NatsSettings, name: string): Promise<StreamAccess> {
  const options = await connectionOptions(settings);
  try {
    const connection = await connect(options);
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: API_TIMEOUT_MS });
    const hastyManager = await jetstreamManager(connection, { checkAPI: false, timeout: HASTY_TIMEOUT_MS });
    return { connection, manager, hastyManager, client: jetstream(connection), name };
  } catch (error) {
    if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError)
      throw new LogOpenError(`The NATS server refuses these credentials: ${reasonOf(error)}.`);
    throw new LogUnavailableError(`no answer from ${settings.servers.join(", ")}: ${reasonOf(error)}`);
  }
}

async function connectionOptions(settings: NatsSettings): Promise<NodeConnectionOptions> {
  const { servers, user, pass, token, credsFile, tls } = settings;
  return {
    servers: [...servers],
    name: "hydra",
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_WAIT_MS,
    // An operator who changes passwords while it runs sees it come back when they are right again.
    ignoreAuthErrorAbort: true,
    noAsyncTraces: true,
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(token === undefined ? {} : { token }),
    ...(credsFile === undefined
      ? {}
      : { authenticator: credsAuthenticator(await readSecret("NATS_CREDS", credsFile)) }),
    ...(tls === undefined ? {} : { tls: await tlsOptions(tls) }),
  };
}

async function tlsOptions({ caFile, certFile, keyFile }: TlsSettings): Promise<Record<string, string>> {
  const text = async (name: string, path: string): Promise<string> =>
    Buffer.from(await readSecret(name, path)).toString();
  return {
    ...(caFile === undefined ? {} : { ca: await text("NATS_CA", caFile) }),
    ...(certFile === undefined ? {} : { cert: await text("NATS_CERT", certFile) }),
    ...(keyFile === undefined ? {} : { key: await text("NATS_KEY", keyFile) }),
  };
}

async function readSecret(name: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new LogOpenError(`${name} cannot be read: ${reasonOf(error)}.`);
  }
}
