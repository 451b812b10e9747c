// WebSocket: one JSON frame a message, and commands go out over the same socket. A browser hides the status of a refused
// handshake: a session asks over HTTP. SPEC PR47–PR49, PR60–PR66.
import { decodeObject, stringAt, type Fields } from "../../wire/fields.ts";
import type { HeartbeatFrame } from "../../wire/frames.ts";
import type { SocketTransportName } from "../../wire/transports.ts";
import { feedAddress } from "../feed-address.ts";
import { broken, endOfClose, endOfDial, endOfError } from "../feed-end.ts";
import { createPendingCommands } from "../pending-commands.ts";
import { authorization } from "../request-headers.ts";
import { dialSocket } from "../socket-dial.ts";
import type { Command, FeedEnd, FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";

export function openWebSocket<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): OpenFeed {
  return new SocketFeed("websocket", request, events);
}

/** A socket at the path of `name`; for transports that differ in that alone. */
export class SocketFeed<Frame extends FeedFrame> implements OpenFeed {
  readonly #request: FeedRequest<Frame>;
  readonly #events: FeedEvents<Frame>;
  readonly #closing = new AbortController();
  readonly #pending = createPendingCommands();
  #socket: WebSocket | undefined;
  #wasOpen = false;

  constructor(name: SocketTransportName, request: FeedRequest<Frame>, events: FeedEvents<Frame>) {
    this.#request = request;
    this.#events = events;
    try {
      this.#dial(name);
    } catch (error) {
      // The platform forbids the address, or has no socket for it. Reported later, because events come after the factory has returned.
      queueMicrotask(() => this.#finish(endOfDial(error)));
    }
  }

  send(command: Command, signal: AbortSignal): Promise<Fields> | undefined {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState !== socket.OPEN) return undefined;
    const answer = this.#pending.add(command.commandId, signal);
    socket.send(JSON.stringify(command));
    return answer;
  }

  close(): void {
    this.#closing.abort();
    this.#socket?.close();
    this.#pending.abandon();
  }

  #dial(name: SocketTransportName): void {
    const { meter, token, WebSocket } = this.#request;
    meter?.addRequest();
    const headers = authorization(token);
    const socket = dialSocket(feedAddress(this.#request, name), { headers }, WebSocket);
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
    this.#request.meter?.addBytes(new TextEncoder().encode(data).byteLength);
    let frame: Frame | HeartbeatFrame | undefined;
    try {
      frame = this.#readMessage(decodeObject(data));
    } catch (error) {
      this.#finish(endOfError(error));
      return;
    }
    if (frame !== undefined) this.#events.onFrame(frame);
  }

  /** Undefined for the answer of a command, and for what is not known. @throws DecodeError */
  #readMessage(message: Fields): Frame | HeartbeatFrame | undefined {
    const type = stringAt(message, "type");
    if (type !== "outcome" && type !== "error") return this.#request.readFrame(message);
    this.#pending.settle(message);
    return undefined;
  }

  #finish(end: FeedEnd): void {
    if (this.#closing.signal.aborted) return;
    this.close();
    this.#events.onEnd(end);
  }
}
