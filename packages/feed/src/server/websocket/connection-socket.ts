// Puts packages/rfc6455's connection, which handles bytes only, on a TCP socket: answers the handshake, reads and writes,
// stops reading while the peer does not, and has the timer for a peer that does not end (RFC 6455 §7.1.1).
import { isUtf8 } from "node:buffer";
import type { Socket } from "node:net";
import {
  createConnection,
  encodeOpeningAnswer,
  type Connection,
  type ConnectionOptions,
} from "@hydra/rfc6455";
import { DirectWriter } from "../direct-writer.ts";
import { AnswerBatch } from "./answer-batch.ts";
import type { MessageSocket, MessageSocketEvents, MessageSocketHandler } from "./message-socket.ts";
import { PacedReader } from "./paced-reader.ts";
import type { Upgrade } from "./upgrade-route.ts";

export interface ConnectionSocketOptions extends Pick<ConnectionOptions, "limits" | "acceptsBinary"> {
  /** A peer gets this long to take what is left and to close its side. */
  readonly closeTimeoutMs: number;
}

const NOTHING = new Uint8Array(0);

/** Answers the handshake with 101; RFC 6455 from there on. Owns the socket. */
export function openConnectionSocket(
  upgrade: Upgrade,
  handler: MessageSocketHandler,
  options: ConnectionSocketOptions,
): void {
  const { socket, head, answer } = upgrade;
  // A peer that has gone is found by pings, not by the HTTP server's idle limit.
  socket.setTimeout(0);
  // After what came with the request comes what the socket has read since: nothing flows before there is a listener.
  if (head.length > 0) socket.unshift(head);
  socket.write(encodeOpeningAnswer(answer));
  const connectionSocket = new ConnectionSocket(socket, options);
  connectionSocket.listen(handler(connectionSocket));
}

class ConnectionSocket implements MessageSocket {
  readonly #socket: Socket;
  readonly #writer: DirectWriter;
  readonly #answers: AnswerBatch;
  readonly #reader: PacedReader;
  #isReceiving = false;
  readonly #connection: Connection;
  readonly #closeTimeoutMs: number;
  #events: MessageSocketEvents | undefined;
  #closeTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, { closeTimeoutMs, ...options }: ConnectionSocketOptions) {
    this.#socket = socket;
    const writer = new DirectWriter(socket);
    this.#writer = writer;
    const answers = new AnswerBatch(socket);
    this.#answers = answers;
    this.#closeTimeoutMs = closeTimeoutMs;
    this.#connection = createConnection(
      {
        write: (bytes) => {
          if (this.#isReceiving) answers.add(bytes);
          else if (socket.writableCorked > 0) socket.write(bytes);
          else writer.write(bytes);
        },
        end: () => this.#end(),
        onMessage: (type, payload) => this.#events?.onMessage(type, payload),
        onPong: () => this.#events?.onPong(),
        // How it ended is of no concern here: the TCP connection ends with it.
        onClose: () => undefined,
      },
      { ...options, allocate: Buffer.allocUnsafe, isUtf8 },
    );
    this.#reader = new PacedReader(socket, {
      take: (bytes) => this.#receive(bytes),
      mayRead: () => !socket.writableNeedDrain || !this.isOpen,
    });
  }

  listen(events: MessageSocketEvents): void {
    const socket = this.#socket;
    this.#events = events;
    socket.on("drain", () => {
      this.#reader.resume();
      events.onDrain();
    });
    socket.on("end", this.#connection.receiveEnd);
    // What is wrong with a TCP connection ends it; `close` follows.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearTimeout(this.#closeTimer);
      this.#connection.receiveEnd();
      events.onClosed();
    });
  }

  get isOpen(): boolean {
    return this.#connection.state === "open";
  }

  get pendingBytes(): number {
    return this.#writer.pendingBytes;
  }

  sendText(text: string | Uint8Array): void {
    this.#connection.sendText(typeof text === "string" ? Buffer.from(text) : text);
  }

  sendBinary(payload: Uint8Array): void {
    this.#connection.sendBinary(payload);
  }

  sendBroadcast(frame: Parameters<Connection["sendBroadcast"]>[0]): boolean {
    this.#connection.sendBroadcast(frame);
    return !this.#socket.writableNeedDrain;
  }

  ping(): void {
    this.#connection.sendPing(NOTHING);
  }

  close(code: number, reason: string): void {
    if (!this.#connection.close(code, reason)) return;
    this.#limitWait();
    // What stood in the way of the peer's Close is no longer of interest.
    this.#reader.resume();
  }

  stopReading(): void {
    this.#reader.stop();
  }

  terminate(): void {
    this.#socket.destroy();
  }

  /** What one chunk leads to is written at once: a crowd of small answers costs one system call. */
  #receive(chunk: Buffer): void {
    const socket = this.#socket;
    socket.cork();
    this.#isReceiving = true;
    this.#connection.receive(chunk);
    this.#isReceiving = false;
    this.#answers.flush();
    socket.uncork();
  }

  /** The last byte is written. Goes on reading, and throwing away: closing with bytes unread would reset (RFC 1122 §4.2.2.13). */
  #end(): void {
    this.#limitWait();
    this.#answers.flush();
    this.#socket.end();
    this.#reader.resume();
  }

  #limitWait(): void {
    this.#closeTimer ??= setTimeout(() => this.#socket.destroy(), this.#closeTimeoutMs).unref();
  }
}
