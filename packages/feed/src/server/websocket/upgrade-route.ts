// Routes that take a connection over by themselves (RFC 6455 §4.2). Every handshake goes through the framework, so that origin
// checks, draining, unknown paths and problem details are those of any request; only when all have passed is the socket taken, in
// a preHandler. Where @fastify/websocket is registered its `upgrade` listener sends handshakes there, and replaces the handler;
// elsewhere a listener of this file does.
import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { answerOpening, type OpeningAccepted, type OpeningRefused } from "@hydra/rfc6455";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { FeedError } from "../../wire/problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route takes WebSocket handshakes. */
    readonly takesUpgrade?: boolean;
  }
}

/** A handshake that has passed every check, and is now the taker's to answer. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** First bytes of the client's frames; often none. */
  readonly head: Buffer;
  readonly answer: OpeningAccepted;
}

export interface UpgradeRoute<Checked> {
  readonly url: string;
  /** Runs before the upgrade; what it throws is answered over HTTP. */
  check(request: FastifyRequest): Checked;
  /** Owns the socket from here on, and answers the handshake. @param checked what `check` returned */
  take(upgrade: Upgrade, request: FastifyRequest, checked: Checked): void;
}

/** What came in one breath with a handshake: Node gives it to `upgrade` listeners only. */
const heads = new WeakMap<IncomingMessage, Buffer>();

/** @returns first bytes that follow a handshake's head, often none; undefined for a request that is no handshake */
export function upgradeHead(request: IncomingMessage): Buffer | undefined {
  return heads.get(request);
}

/** Of each server, the paths that take handshakes. */
const pathsOf = new WeakMap<FastifyInstance["server"], RegExp[]>();

/** To be called before the server listens. */
export function upgradeRoute<Checked>(
  app: FastifyInstance,
  { url, check, take }: UpgradeRoute<Checked>,
): void {
  takeHandshakes(app, `${app.prefix}${url}`);
  app.route({
    method: "GET",
    url,
    exposeHeadRoute: false,
    config: { takesUpgrade: true },
    preHandler: (request, reply, next) => {
      const { raw } = request;
      const head = upgradeHead(raw);
      if (head === undefined) return next();
      const answer = answerOpening(raw);
      if (answer.type === "refused") {
        void reply.headers(answer.headers);
        return next(toProblem(answer));
      }
      // Its bytes would be taken for frames.
      if (hasBody(raw)) return next(new FeedError("invalid-body", HAS_BODY));
      const checked = check(request);
      reply.hijack();
      const { socket } = raw;
      // A peer that has gone meanwhile.
      if (!socket.readable || !socket.writable) return void socket.destroy();
      guarded(app, socket, () => take({ request: raw, socket, head, answer }, request, checked));
    },
    // Only a request that is no handshake gets here.
    handler: (_request, reply) => {
      // Without "close" Node would keep a connection that its peer is done with, HTTP/1.0 (RFC 9112 §9.3) among them.
      void reply.header("upgrade", "websocket").header("connection", "upgrade, close");
      throw new FeedError("upgrade-required");
    },
  });
}

function takeHandshakes(app: FastifyInstance, path: string): void {
  const { server } = app;
  const known = pathsOf.get(server);
  if (known !== undefined) return void known.push(patternOf(path));
  const paths = [patternOf(path)];
  pathsOf.set(server, paths);
  if (app.hasDecorator("websocketServer")) {
    // Before the plugin's listener, which routes the request at once.
    server.prependListener("upgrade", (request, _socket, head) => heads.set(request, head));
    return;
  }
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const isOwn = paths.some((pattern) => pattern.test(request.url ?? ""));
    // Without another listener nothing else would answer it.
    if (!isOwn && server.listenerCount("upgrade") > 1) return;
    heads.set(request, head);
    socket.on("error", () => socket.destroy());
    const response = new ServerResponse(request);
    // After a handshake that is refused, frames may come.
    response.shouldKeepAlive = false;
    response.once("finish", () => socket.destroySoon());
    response.assignSocket(socket);
    app.routing(request, response);
  });
}

/** Of a route's path with parameters, for a URL with a query. */
function patternOf(path: string): RegExp {
  const segments = path.split("/").map((segment) => (segment.startsWith(":") ? "[^/?]+" : escaped(segment)));
  return new RegExp(`^${segments.join("/")}(?:\\?|$)`);
}

/** `RegExp.escape` is not in every Node that this is for. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function toProblem({ status, reason }: OpeningRefused): FeedError {
  return new FeedError(status === 426 ? "upgrade-required" : "invalid-body", reason);
}

const HAS_BODY = "A handshake has no body (RFC 9110 §7.8).";

/** RFC 9112 §6.3 */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0;
}

/** After the hijack an error would go nowhere. */
function guarded(app: FastifyInstance, socket: Socket, take: () => void): void {
  try {
    take();
  } catch (error) {
    app.log.error({ err: error }, "upgrade failed");
    socket.destroy();
  }
}
