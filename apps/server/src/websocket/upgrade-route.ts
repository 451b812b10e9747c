// Routes that take a connection over by themselves (RFC 6455 §4.2), beside those of @fastify/websocket and through the
// same door: its `upgrade` listener sends every handshake through Fastify, so that the origin check, draining, unknown
// paths and problem details are those of any request; only when all have passed is the socket taken, in a hook that the
// library does not replace as it does the handler.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { ProtocolError } from "@hydra/protocol";
import { answerOpening, type OpeningAccepted, type OpeningRefused } from "@hydra/rfc6455";
import type { FastifyInstance, FastifyRequest, RouteGenericInterface } from "fastify";
import fp from "fastify-plugin";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route takes WebSocket handshakes without the library. */
    readonly takesUpgrade?: boolean;
  }
  interface FastifyInstance {
    /** What came in one breath with a handshake: Node gives it to `upgrade` listeners only. */
    readonly upgradeHeads: WeakMap<IncomingMessage, Buffer>;
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

export interface UpgradeRoute<G extends RouteGenericInterface> {
  readonly url: string;
  /** Runs before the upgrade; what it throws is answered over HTTP. */
  check(request: FastifyRequest<G>): void;
  /** Owns the socket from here on, and answers the handshake. */
  take(upgrade: Upgrade, request: FastifyRequest<G>): void;
}

/** Must be registered before the first `upgradeRoute`. */
export const upgradeHeads = fp(function upgradeHeadsPlugin(app: FastifyInstance, _options, done) {
  const heads: FastifyInstance["upgradeHeads"] = new WeakMap();
  app.decorate("upgradeHeads", heads);
  // Before the library's listener, which routes the request at once.
  app.server.prependListener("upgrade", (request, _socket, head) => heads.set(request, head));
  done();
});

export function upgradeRoute<G extends RouteGenericInterface>(
  app: FastifyInstance,
  { url, check, take }: UpgradeRoute<G>,
): void {
  app.route<G>({
    method: "GET",
    url,
    exposeHeadRoute: false,
    config: { takesUpgrade: true },
    preHandler: (request, reply, next) => {
      if (!request.ws) return next();
      const answer = answerOpening(request.raw);
      if (answer.type === "refused") {
        void reply.headers(answer.headers);
        return next(toProblem(answer));
      }
      // Its bytes would be taken for frames.
      if (hasBody(request.raw)) return next(new ProtocolError("invalid-body", HAS_BODY));
      check(request);
      reply.hijack();
      const { raw } = request;
      const { socket } = raw;
      // A peer that has gone meanwhile.
      if (!socket.readable || !socket.writable) return void socket.destroy();
      const head = app.upgradeHeads.get(raw) ?? Buffer.alloc(0);
      guarded(app, socket, () => take({ request: raw, socket, head, answer }, request));
    },
    // Only a request that is no handshake gets here.
    handler: (_request, reply) => {
      // Without "close" Node would keep a connection that its peer is done with, HTTP/1.0 (RFC 9112 §9.3) among them.
      void reply.header("upgrade", "websocket").header("connection", "upgrade, close");
      throw new ProtocolError("upgrade-required");
    },
  });
}

function toProblem({ status, reason }: OpeningRefused): ProtocolError {
  return new ProtocolError(status === 426 ? "upgrade-required" : "invalid-body", reason);
}

const HAS_BODY = "A handshake has no body (RFC 9110 §7.8).";

/** RFC 9112 §6.3 */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0;
}

/** After the hijack nobody else would hear of an error. */
function guarded(app: FastifyInstance, socket: Socket, take: () => void): void {
  try {
    take();
  } catch (error) {
    app.log.error({ err: error }, "upgrade failed");
    socket.destroy();
  }
}
