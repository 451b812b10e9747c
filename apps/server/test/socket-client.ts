// A watcher and player over a WebSocket, by the `ws` library: independent of packages/client. Remembers every
// message in order, so that a test can wait for one without losing those before it.
import { once } from "node:events";
import { decodeSocketMessage, encodeCursor, routes, type SocketTransportName } from "@hydra/protocol";
import { WebSocket } from "ws";
import { applyFrame, type RankingView } from "./ranking-view.ts";

type Message = NonNullable<ReturnType<typeof decodeSocketMessage>>;

export interface SocketOptions {
  /** Default the library's. */
  readonly transport?: SocketTransportName;
  readonly since?: string;
  /** What is shown already; its cursor is the one to go on from. */
  readonly held?: RankingView | undefined;
  readonly headers?: Record<string, string>;
}

export class SocketClient implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  /** What is shown, by the frames so far; a frame that does not follow on it is a test's failure. */
  view: RankingView | undefined;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  #onMessage: () => void = () => undefined;
  #failure: Error | undefined;

  private constructor(socket: WebSocket, held: RankingView | undefined) {
    this.socket = socket;
    this.view = held;
    socket.on("message", (data: Buffer) => {
      try {
        this.#receive(decodeSocketMessage(data.toString()));
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      }
      this.#onMessage();
    });
    const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = promise;
    socket.on("close", (code, reason) => {
      this.#failure ??= new Error(`closed with ${code} ${String(reason)}`);
      this.#onMessage();
      resolve({ code, reason: String(reason) });
    });
    socket.on("error", () => undefined);
  }

  /** Connects and waits until the handshake is over. @throws Error when the server refuses it. */
  static async open(url: string, familyId: string, options: SocketOptions = {}): Promise<SocketClient> {
    const since = options.held === undefined ? options.since : encodeCursor(options.held);
    const query = since === undefined ? "" : `?since=${since}`;
    const address = `${url}${routes.feed(familyId, options.transport ?? "websocket")}${query}`;
    const socket = new WebSocket(address, { headers: options.headers ?? {} });
    const client = new SocketClient(socket, options.held);
    await once(socket, "open");
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  attack(commandId: string, skill = "slash"): void {
    this.send({ type: "attack", commandId, skill });
  }

  /** Waits until this many messages of a type have come, and returns them. @throws Error when it closes before. */
  async received<T extends Message["type"]>(type: T, count = 1): Promise<Extract<Message, { type: T }>[]> {
    for (;;) {
      const found = this.messages.filter(
        (message): message is Extract<Message, { type: T }> => message.type === type,
      );
      if (found.length >= count) return found;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => (this.#onMessage = resolve));
    }
  }

  /** Waits until the view has reached a seq. @throws Error when it closes before. */
  async reached(seq: number): Promise<RankingView> {
    for (;;) {
      if (this.view !== undefined && this.view.seq >= seq) return this.view;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => (this.#onMessage = resolve));
    }
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  #receive(message: Message | undefined): void {
    if (message === undefined) throw new Error("a message of no known type");
    this.messages.push(message);
    if (message.type === "outcome" || message.type === "error") return;
    this.view = message.type === "heartbeat" ? this.view : applyFrame(this.view, message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}
