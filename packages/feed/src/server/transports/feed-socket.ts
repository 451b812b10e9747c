// The feed and a client's commands over one WebSocket, by either implementation. Frames are framed once for all.
// SPEC PR47–PR49, PR61–PR65.
import { createTextBroadcast, decodeUtf8, type BroadcastFrame } from "@hydra/rfc6455";
import type { FastifyRequest } from "fastify";
import { CLOSE_CODES } from "../../wire/limits.ts";
import type { SocketTransportName } from "../../wire/transports.ts";
import type { EncodedFrame } from "../encoded-frame.ts";
import type { AcceptedRequest, DropReason, FeedContext, SocketCommands } from "../feed-context.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
import type { MessageSocket, MessageSocketHandler } from "../websocket/message-socket.ts";
import { encodeTextFrames } from "../websocket/text-frames.ts";
import { metered } from "./metered-sink.ts";

export interface FeedSocketOptions {
  readonly request: FastifyRequest;
  readonly transport: SocketTransportName;
}

export function feedSocket(
  { hub, hooks, liveness }: FeedContext,
  { feed, since }: AcceptedRequest,
  { request, transport }: FeedSocketOptions,
): MessageSocketHandler {
  const meter = hooks.onConnection?.(request, transport);
  return (socket) => {
    const answers = createOutbox(socket);
    const commands = hooks.commands?.(request, answers.push, transport);
    const drop = (reason: DropReason): void => hooks.onDropped?.(reason, request, transport);
    const pulse = liveness.watch({
      ping: () => socket.ping(),
      terminate() {
        drop("silent");
        socket.terminate();
      },
    });
    const sink = new FeedSink({ transport, socket, commands, answers, drop });
    const subscription = hub.subscribe(feed, metered(sink, meter), since);
    return {
      onMessage(type, payload) {
        if (type === "binary" || commands === undefined) {
          answers.flush();
          const reason = commands === undefined ? "nothing can be sent here" : "text only";
          return socket.close(CLOSE_CODES.unsupportedData, reason);
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
 * The answers of one tick leave in one write: a commit answers many commands of a socket at once, and the system calls
 * were a third of what a command cost. `nextTick` runs when the promises of that commit have all been settled.
 */
function createOutbox(socket: MessageSocket): Outbox {
  let texts: string[] = [];
  const flush = (): void => {
    if (texts.length === 0) return;
    const waiting = texts;
    texts = [];
    socket.sendBroadcast(encodeTextFrames(waiting));
  };
  return {
    push(text) {
      if (texts.push(text) === 1) process.nextTick(flush);
    },
    flush,
  };
}

/** A text message; as a Buffer, which `net` takes as it is: of another Uint8Array it makes one at every write. */
function encodeMessage({ body }: EncodedFrame): BroadcastFrame {
  const { type, bytes } = createTextBroadcast(body);
  return { type, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

function toText(payload: Uint8Array): string {
  return Buffer.isBuffer(payload) ? payload.toString() : (decodeUtf8(payload) ?? "");
}

interface Ends {
  readonly transport: SocketTransportName;
  readonly socket: MessageSocket;
  readonly commands: SocketCommands | undefined;
  readonly answers: Outbox;
  /** Announces that the connection is about to be ended. */
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
    return this.#socket.sendBroadcast(frame.as(encodeMessage));
  }

  end(reason: EndReason, retryAfterMs: number): void {
    const hint = `retry-after-ms=${Math.round(retryAfterMs)}`;
    if (reason === "restart") return void this.#closeForRestart(hint);
    if (reason === "gone") return this.#socket.close(CLOSE_CODES.tryAgainLater, `the feed is gone; ${hint}`);
    if (reason === "broken") return this.#socket.close(CLOSE_CODES.tryAgainLater, `the feed failed; ${hint}`);
    this.#ends.drop("behind");
    this.#socket.close(CLOSE_CODES.tryAgainLater, "too far behind");
  }

  async #closeForRestart(hint: string): Promise<void> {
    const { commands, answers } = this.#ends;
    await commands?.settled();
    answers.flush();
    this.#socket.close(CLOSE_CODES.serviceRestart, hint);
  }
}
