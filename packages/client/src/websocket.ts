// WebSocket: one JSON frame a message, and attacks go out over the same socket. A browser hides the status of a
// refused handshake: steady-feed.ts asks over HTTP. SPEC PR47–PR49, PR60–PR66.
import { decodeSocketMessage, encodeAttackMessage } from "@hydra/protocol";
import type { AttackAnswer, AttackRequest, SocketTransportName } from "@hydra/protocol";
import { broken, endOfClose, endOfError } from "./feed-end.ts";
import { feedUrl } from "./feed-request.ts";
import type { FeedEnd, FeedEvents, FeedRequest, OpenFeed, TransportFactory } from "./feed-transport.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { createMeter } from "./meter.ts";
import { createPendingAttacks } from "./pending-attacks.ts";
import { authorization } from "./request-headers.ts";
import { dialSocket } from "./socket-dial.ts";

export const openWebSocket = openSocketAt("websocket");
/** The server's hand-written one: the same but for its path. */
export const openRawWebSocket = openSocketAt("websocket-raw");

function openSocketAt(name: SocketTransportName): TransportFactory {
  return withHeartbeat((request, events) => new SocketFeed(name, request, events));
}

class SocketFeed implements OpenFeed {
  readonly name: SocketTransportName;
  readonly #request: FeedRequest;
  readonly #events: FeedEvents;
  readonly #meter = createMeter();
  readonly #closing = new AbortController();
  readonly #pending = createPendingAttacks();
  #socket: WebSocket | undefined;
  #wasOpen = false;

  constructor(name: SocketTransportName, request: FeedRequest, events: FeedEvents) {
    this.name = name;
    this.#request = request;
    this.#events = events;
    try {
      this.#dial();
    } catch (error) {
      // The platform forbids the address. Reported later, because events come after the factory has returned.
      queueMicrotask(() => this.#finish(endOfError(error)));
    }
  }

  hold(): void {}
  setPollInterval(): void {}
  nudge(): void {}

  attack(command: AttackRequest, signal: AbortSignal): Promise<AttackAnswer> | undefined {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return undefined;
    const answer = this.#pending.add(command.commandId, signal);
    socket.send(encodeAttackMessage(command));
    return answer;
  }

  close(): void {
    this.#closing.abort();
    this.#socket?.close();
    this.#pending.abandon();
  }

  #dial(): void {
    this.#meter.addRequest();
    const url = feedUrl(this.#request, this.name);
    const socket = dialSocket(url, authorization(this.#request.token));
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#wasOpen = true;
    });
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => this.#receive(data));
    socket.addEventListener("close", ({ code, reason }) => {
      this.#finish(
        this.#wasOpen ? endOfClose(code, reason) : broken("lost", "the socket could not be opened"),
      );
    });
  }

  /** Not called once the socket is closing (WHATWG WebSockets, "feedback from the protocol"). */
  #receive(data: unknown): void {
    if (typeof data !== "string") {
      this.#finish(broken("malformed", "the server sent a binary message"));
      return;
    }
    this.#meter.addBytes(new TextEncoder().encode(data).byteLength);
    let message: ReturnType<typeof decodeSocketMessage>;
    try {
      message = decodeSocketMessage(data);
    } catch (error) {
      this.#finish(endOfError(error));
      return;
    }
    if (message === undefined) return;
    if (message.type === "outcome" || message.type === "error") this.#pending.settle(message);
    else this.#events.onFrame(message, this.#meter.take());
  }

  #finish(end: FeedEnd): void {
    if (this.#closing.signal.aborted) return;
    this.close();
    this.#events.onEnd(end, this.#meter.take());
  }
}
