// How many connections one client may have open (SPEC PR19). One too many is answered, so that a page can show why; what comes
// while many such answers are still to be given is cut. Connections of a trusted proxy are not its own: there each request
// counts as its client's for as long as its answer takes, an event stream, a long-poll and a socket among them.
import type { EventEmitter } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";
import { clientPrefix, type TrustedProxies } from "./client-address.ts";
import type { Refusals } from "./refusals.ts";

/** Refused connections of one client that may wait for their answers; as many as a browser of ten tabs opens. */
const MAX_REFUSED = 64;
/** Connections end and begin by the second. */
const RETRY_AFTER_MS = 1_000;

export interface ConnectionLimitOptions {
  /** Open at once for one client, 0 = any number. */
  readonly max: number;
  readonly proxies: TrustedProxies;
  readonly refusals: Refusals;
}

export class ConnectionLimits {
  readonly #options: ConnectionLimitOptions;
  readonly #open = new Counts();
  readonly #refused = new Counts();
  readonly #refusedSockets = new WeakSet<Socket>();
  /** Those whose clients were counted before the server had them. */
  readonly #relayed = new WeakSet<Socket>();
  /** Of a proxy's requests that were counted, whether they are admitted. */
  readonly #proxied = new WeakMap<IncomingMessage, boolean>();

  constructor(options: ConnectionLimitOptions) {
    this.#options = options;
  }

  /** Counts the server's connections from now on. */
  watch(server: Server): void {
    if (this.#options.max > 0) server.prependListener("connection", (socket) => this.#connected(socket));
  }

  /**
   * Counts a client's connection that ends before the server, at a relay of this process, until it is closed. Resets it where more are
   * refused than get an answer with the reason.
   */
  count(client: Socket): void {
    if (this.#options.max > 0) this.#count(client);
  }

  /** A connection that is about to reach the server on behalf of one that `count` was called with, and is admitted as that one was. */
  relayed(socket: Socket, client: Socket): void {
    this.#relayed.add(socket);
    if (this.#refusedSockets.has(client)) this.#refusedSockets.add(socket);
  }

  /**
   * Whether a request is within its client's number of connections. The same answer when it is asked again.
   * @param carrier its response, or its socket where it is a handshake: with its `close` the request is over
   */
  admits(request: IncomingMessage, carrier: EventEmitter): boolean {
    const { max, proxies } = this.#options;
    const { socket } = request;
    if (max === 0) return true;
    if (!proxies.has(socket.remoteAddress)) return !this.#refusedSockets.has(socket);
    const known = this.#proxied.get(request);
    if (known !== undefined) return known;
    const client = proxies.clientOf(request);
    const isAdmitted = this.#open.of(client) < max;
    this.#proxied.set(request, isAdmitted);
    if (isAdmitted) this.#open.addUntilClosed(client, carrier);
    else this.#reportRefusal(client);
    return isAdmitted;
  }

  #connected(socket: Socket): void {
    if (!this.#relayed.has(socket)) this.#count(socket);
  }

  #count(socket: Socket): void {
    const { max, proxies } = this.#options;
    // One that has gone already has no address any more.
    if (socket.remoteAddress === undefined || proxies.has(socket.remoteAddress)) return;
    const client = clientPrefix(socket.remoteAddress);
    if (this.#open.of(client) < max) return this.#open.addUntilClosed(client, socket);
    this.#reportRefusal(client);
    if (this.#refused.of(client) >= MAX_REFUSED) return void socket.resetAndDestroy();
    this.#refused.addUntilClosed(client, socket);
    this.#refusedSockets.add(socket);
  }

  #reportRefusal(client: string): void {
    const { max, refusals } = this.#options;
    refusals.refused("rate-limited", client, `more than MAX_CONNECTIONS_PER_ADDRESS=${max} connections`);
  }
}

/** How much of something each client has. */
export class Counts {
  readonly #counts = new Map<string, number>();

  of(client: string): number {
    return this.#counts.get(client) ?? 0;
  }

  addUntilClosed(client: string, carrier: EventEmitter): void {
    this.#counts.set(client, this.of(client) + 1);
    carrier.once("close", () => {
      const left = this.of(client) - 1;
      if (left > 0) this.#counts.set(client, left);
      else this.#counts.delete(client);
    });
  }
}

/** Must be registered after what lets pages of other origins read refusals. */
export const connectionLimits = fp(function connectionLimitsPlugin(
  app: FastifyInstance,
  { connections }: { readonly connections: ConnectionLimits },
  done,
) {
  connections.watch(app.server);
  app.addHook("onRequest", (request, reply, next) => {
    if (connections.admits(request.raw, request.ws ? request.raw.socket : reply.raw)) return next();
    void reply.header("connection", "close");
    next(
      new ProtocolError("rate-limited", "Too many connections from your address are open.", RETRY_AFTER_MS),
    );
  });
  done();
});
