// Who may read the metrics: they show how a server is used and when it is weak. On a loopback address every client; else a client that
// has the token, or reaches a port that is for nothing else. SPEC PR8.
import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingHttpHeaders, Server } from "node:http";
import { problemFields } from "@hydra/feed/server";
import { ProtocolError, toProblem } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config.ts";
import { addressOf } from "../listening-address.ts";
import { isLoopbackAddress } from "./client-address.ts";
import { createSingleRequestServer } from "../single-request-server.ts";
import type { KnownHosts } from "./known-hosts.ts";
import { toProtocolError } from "./problem-details.ts";

/** A scraper has one, and few addresses scrape. */
const CONNECTIONS = { inAll: 64, ofAddress: 8 };
/** Requests that come together share what is read. */
const SHARED_MS = 100;
const BEARER = /^Bearer ([\x21-\x7e]+)$/i;

type Settings = Pick<Config, "metricsPort" | "metricsToken">;

/** @throws ProtocolError `unauthenticated`, or `not-found` where the metrics have a port of their own */
export function requireMetricsAccess(
  { metricsPort, metricsToken }: Settings,
  { server }: FastifyInstance,
  headers: IncomingHttpHeaders,
): void {
  if (metricsPort !== undefined) throw new ProtocolError("not-found");
  if (metricsToken !== undefined) return requireToken(metricsToken, headers);
  // Injected requests come from this process.
  if (!server.listening || isLoopbackAddress(addressOf(server).address)) return;
  throw new ProtocolError("unauthenticated", "Metrics need METRICS_TOKEN, or METRICS_PORT, to be set.");
}

function requireToken(token: string, { authorization = "" }: IncomingHttpHeaders): void {
  const given = BEARER.exec(authorization)?.[1] ?? "";
  if (!timingSafeEqual(digest(given), digest(token)))
    throw new ProtocolError("unauthenticated", "Metrics need the token of METRICS_TOKEN as Bearer.");
}

/** Of one length, whatever comes. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

export interface MetricsPortOptions {
  readonly config: Config;
  readonly requestTimeoutMs: number;
  readonly hosts: KnownHosts;
  readonly read: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Listens at METRICS_PORT for as long as the server does, where it is set. */
export function metricsPort(app: FastifyInstance, options: MetricsPortOptions): void {
  const { config } = options;
  if (config.metricsPort === undefined) return;
  const server = createMetricsServer({ ...options, read: shared(options.read) });
  app.addHook("onReady", async () => {
    server.listen(config.metricsPort, config.host);
    await once(server, "listening");
  });
  app.addHook("onClose", async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
}

type Read = MetricsPortOptions["read"];

function shared(read: Read): Read {
  let latest: ReturnType<Read> | undefined;
  return () => {
    if (latest !== undefined) return latest;
    latest = read();
    setTimeout(() => (latest = undefined), SHARED_MS).unref();
    return latest;
  };
}

function createMetricsServer({ config, hosts, requestTimeoutMs, read }: MetricsPortOptions): Server {
  const answer = async (path: string, headers: IncomingHttpHeaders): ReturnType<Read> => {
    if (!hosts.has(headers.host ?? "")) throw new ProtocolError("unknown-host");
    if (path !== "/metrics") throw new ProtocolError("not-found");
    if (config.metricsToken !== undefined) requireToken(config.metricsToken, headers);
    return read();
  };
  const limits = { requestTimeoutMs, connections: CONNECTIONS };
  return createSingleRequestServer(limits, ({ url = "", headers }, response) => {
    const end = (status: number, text: string, fields: Readonly<Record<string, string>>): void => {
      const length = String(Buffer.byteLength(text));
      response.writeHead(status, { ...fields, "content-length": length }).end(text);
    };
    answer(url, headers).then(
      ({ type, text }) => end(200, text, { "content-type": type, "cache-control": "no-store" }),
      (error: unknown) => {
        const problem = toProtocolError(error);
        const fields = { ...problemFields(problem), "content-type": "application/problem+json" };
        end(toProblem(problem).status, JSON.stringify(toProblem(problem)), fields);
      },
    );
  });
}
