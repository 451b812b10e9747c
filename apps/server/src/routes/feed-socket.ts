// The feed and a player's attacks over one WebSocket, whoever speaks the protocol. Frames are framed once for everybody.
// SPEC PR47–PR49, PR61–PR65.
import { CLOSE_CODES, type SocketTransportName } from "@hydra/protocol";
import { decodeUtf8 } from "@hydra/rfc6455";
import type { FastifyRequest } from "fastify";
import type { EncodedFrame, EndReason, Sink } from "@hydra/feed/server";
import type { LaneMeter } from "../lab/ledger.ts";
import { metered } from "../lab/metered-sink.ts";
import type { DropReason } from "../plugins/refusals.ts";
import { encodeTextFrames } from "../websocket/text-frames.ts";
import type { MessageSocket, MessageSocketHandler } from "../websocket/message-socket.ts";
import { readFeedRequest, type FeedRequest } from "./feed-request.ts";
import type { RouteContext } from "./route-context.ts";
import { createSocketCommands, type SocketCommands } from "./socket-commands.ts";

export interface FeedSocketOptions {
  readonly transport: SocketTransportName;
  /** Counts what the request costs its lane. */
  readonly meter: LaneMeter;
}

export function feedSocket(
  context: RouteContext,
  request: FastifyRequest<FeedRequest>,
  { transport, meter }: FeedSocketOptions,
): MessageSocketHandler {
  return (socket) => {
    const { feed, since } = readFeedRequest(context, request);
    const answers = createOutbox(socket);
    const commands = createSocketCommands(context, request, answers.push);
    const drop = (reason: DropReason): void =>
      context.refusals.dropped(reason, context.proxies.clientOf(request.raw), transport);
    const pulse = context.liveness.watch({
      ping: () => socket.ping(),
      terminate() {
        drop("silent");
        socket.terminate();
      },
    });
    const subscription = context.hub.subscribe(
      feed,
      metered(new FeedSink({ transport, socket, commands, answers, drop }), meter),
      since,
    );
    return {
      onMessage(type, payload) {
        if (type === "binary") {
          answers.flush();
          return socket.close(CLOSE_CODES.unsupportedData, "text only");
        }
        const verdict = commands.receive(toText(payload));
        if (verdict !== "abusive") return;
        drop("abusive");
        answers.flush();
        socket.close(CLOSE_CODES.policyViolation, "too many messages");
      },
      onPong: () => pulse.beat(),
      onDrain: () => subscription.drained(),
      onClosed() {
        pulse.stop();
        subscription.close();
      },
    };
  };
}

interface Outbox {
  push(text: string): void;
  /** Writes what waits, before a Close frame that would come first. */
  flush(): void;
}

/**
 * What is said in one tick goes out in one write: a commit answers many attacks of a socket at once, and the system calls
 * were a third of what an attack cost. `nextTick` runs when the promises of that commit have all been settled.
 */
function createOutbox(socket: MessageSocket): Outbox {
  let texts: string[] = [];
  const flush = (): void => {
    if (texts.length === 0) return;
    const said = texts;
    texts = [];
    socket.sendBroadcast(encodeTextFrames(said));
  };
  return {
    push(text) {
      if (texts.push(text) === 1) process.nextTick(flush);
    },
    flush,
  };
}

function toText(payload: Uint8Array): string {
  return Buffer.isBuffer(payload) ? payload.toString() : (decodeUtf8(payload) ?? "");
}

interface Ends {
  readonly transport: SocketTransportName;
  readonly socket: MessageSocket;
  readonly commands: SocketCommands;
  readonly answers: Outbox;
  /** Tells that the connection is about to be ended. */
  readonly drop: (reason: DropReason) => void;
}

/** A class, so that ten thousand of them share their code. */
class FeedSink implements Sink {
  readonly transport: SocketTransportName;
  readonly #socket: MessageSocket;
  readonly #ends: Ends;

  constructor(ends: Ends) {
    this.transport = ends.transport;
    this.#socket = ends.socket;
    this.#ends = ends;
  }

  get pendingBytes(): number {
    return this.#socket.pendingBytes;
  }

  write(frame: EncodedFrame): boolean {
    return this.#socket.sendBroadcast(frame.message);
  }

  end(reason: EndReason, retryAfterMs: number): void {
    const hint = `retry-after-ms=${Math.round(retryAfterMs)}`;
    if (reason === "restart") return void this.#closeForRestart(hint);
    if (reason === "gone")
      return this.#socket.close(CLOSE_CODES.tryAgainLater, `the family is gone; ${hint}`);
    this.#ends.drop("behind");
    this.#socket.close(CLOSE_CODES.tryAgainLater, "too far behind");
  }

  async #closeForRestart(hint: string): Promise<void> {
    const { commands, answers } = this.#ends;
    await commands.settled();
    answers.flush();
    this.#socket.close(CLOSE_CODES.serviceRestart, hint);
  }
}
