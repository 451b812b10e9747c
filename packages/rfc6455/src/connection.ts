// One end of an open connection: what arrives and what the application asks for become bytes to write, events, and
// the order to end the TCP connection. The closing handshake is here (RFC 6455 §7): open → closing → closed. Pure: a
// server wraps it with a socket, and with the timers for a peer that does not answer. SPEC WS50–WS59.
import type { Role } from "./frame/rules.ts";
import type { Limits } from "./limits.ts";
import { CLOSE_CODES } from "./message/close-codes.ts";
import type { ClosePayload } from "./message/close-payload.ts";
import { createReceiver, type MessageType, type ReceiverEvents } from "./message/receiver.ts";
import { createSender, type BroadcastFrame, type Sender } from "./message/sender.ts";
import type { Platform } from "./platform.ts";
import { closeReasonOf, type Violation } from "./violations.ts";

/**
 * `closing`: this side has sent a Close frame and waits for the peer's. `closed`: nothing more will be written or
 * reported; what still arrives is ignored.
 */
export type ConnectionState = "open" | "closing" | "closed";

/** How it ended. */
export interface ConnectionClose {
  /** RFC 6455 §7.1.5: the peer's code; 1005 when its Close had none, 1006 when no Close came. */
  readonly code: number;
  /** The peer's; empty when there was none. */
  readonly reason: string;
  /** Who sent the first Close frame; `none` when the TCP connection ended without one. */
  readonly initiator: "local" | "remote" | "none";
  /** Both sides have sent a Close frame (§7.1.4). */
  readonly isClean: boolean;
  /** Why this side closed, when the peer broke a rule. */
  readonly violation?: Violation;
}

/** What a connection asks for and reports, called in order and before the method that led to it returns. */
export interface ConnectionEvents {
  /** Bytes for the peer. Must take all of them; the caller may watch its own queue and stop reading meanwhile. */
  write(bytes: Uint8Array): void;
  /** Once, last of all that is written: end the TCP connection when what was written is out (§7.1.1). */
  end(): void;
  /** `payload` is the callee's. */
  onMessage(type: MessageType, payload: Uint8Array): void;
  onPong?(payload: Uint8Array): void;
  /** Once, whatever happens, if only `receiveEnd` is called at the end of the TCP connection. */
  onClose(close: ConnectionClose): void;
}

export interface ConnectionOptions extends Platform {
  /** Default DEFAULT_LIMITS. */
  readonly limits?: Limits;
  /** Default true; false refuses a binary message with 1003. */
  readonly acceptsBinary?: boolean;
  /** Makes this the client's end, which masks each frame with a fresh 32-bit key from a strong source (§5.3). */
  readonly nextMaskKey?: () => number;
}

/** All may be called from any event but `receive`. Those that send write nothing and return false unless it is open. */
export interface Connection {
  readonly state: ConnectionState;
  /** Takes bytes of the peer in any split. Answers pings (§5.5.2), a Close, and a violation. Never throws of them. */
  receive(chunk: Uint8Array): void;
  /** The TCP connection is over, or will deliver no more. Idempotent. */
  receiveEnd(): void;
  /** Bytes are taken to be valid UTF-8. */
  sendText(text: string | Uint8Array): boolean;
  sendBinary(payload: Uint8Array): boolean;
  /** Writes the frame's own bytes, not a copy. @throws Error on a client's end, where every frame is masked. */
  sendBroadcast(frame: BroadcastFrame): boolean;
  /** @throws RangeError above 125 bytes. */
  sendPing(payload: Uint8Array): boolean;
  /**
   * Begins the closing handshake; without a code the Close frame is empty.
   * @throws RangeError when the code must not be sent or the reason is above 123 bytes of UTF-8.
   */
  close(code?: number, reason?: string): boolean;
}

/** What a connection remembers beside its receiver. */
interface Link {
  readonly events: ConnectionEvents;
  readonly role: Role;
  readonly sender: Sender;
  state: ConnectionState;
  hasEnded: boolean;
}

export function createConnection(events: ConnectionEvents, options: ConnectionOptions = {}): Connection {
  const { nextMaskKey, allocate } = options;
  const role: Role = nextMaskKey === undefined ? "server" : "client";
  const sender = createSender({ nextMaskKey, allocate });
  const link: Link = { events, role, sender, state: "open", hasEnded: false };
  const receiver = createReceiver(reactions(link), { ...options, role });
  return {
    get state() {
      return link.state;
    },
    receive: receiver.receive,
    receiveEnd() {
      receiver.stop();
      loseTransport(link);
    },
    sendText: (text) => send(link, () => sender.text(text)),
    sendBinary: (payload) => send(link, () => sender.binary(payload)),
    sendBroadcast(frame) {
      if (role === "client") throw new Error("A client masks each frame anew and cannot share one.");
      return send(link, () => frame.bytes);
    },
    sendPing: (payload) => send(link, () => sender.ping(payload)),
    close: (code, reason = "") => beginClosing(link, { code, reason }),
  };
}

/** What arrives, and what follows from it. In `closing` only the peer's Close matters, or a violation. */
function reactions(link: Link): ReceiverEvents {
  const { events, sender } = link;
  return {
    onMessage(type, payload) {
      if (link.state === "open") events.onMessage(type, payload);
    },
    // §5.5.2: "MUST send a Pong frame in response, unless it already received a Close frame"; §5.5.3: with its payload.
    onPing: (payload) => void send(link, () => sender.pong(payload)),
    onPong(payload) {
      if (link.state === "open") events.onPong?.(payload);
    },
    onClose: (close) => finishClosing(link, close),
    onViolation: (violation) => fail(link, violation),
  };
}

/** §5.5.1: "MUST NOT send any more data frames after sending a Close frame"; here, no frame at all. */
function send({ state, events }: Link, encode: () => Uint8Array): boolean {
  if (state !== "open") return false;
  events.write(encode());
  return true;
}

/** §7.1.2: start the closing handshake. */
function beginClosing(link: Link, close: ClosePayload): boolean {
  const hasSent = send(link, () => link.sender.close(close));
  if (hasSent) link.state = "closing";
  return hasSent;
}

/** §5.5.1: a Close is answered with a Close that echoes its code, unless one was sent already; then it is over. */
function finishClosing(link: Link, { code, reason }: ClosePayload): void {
  const initiator = beginClosing(link, { code, reason: "" }) ? "remote" : "local";
  link.state = "closed";
  // §7.1.1: the server ends the TCP connection; a client waits for that, so that TIME_WAIT is the server's.
  if (link.role === "server") endTransport(link);
  link.events.onClose({ code: code ?? CLOSE_CODES.noCode, reason, initiator, isClean: true });
}

/** §7.1.7, "Fail the WebSocket Connection": send why, unless a Close was sent already, and end it. */
function fail(link: Link, violation: Violation): void {
  beginClosing(link, { code: violation.closeCode, reason: closeReasonOf(violation) });
  link.state = "closed";
  endTransport(link);
  link.events.onClose({
    code: CLOSE_CODES.abnormal,
    reason: "",
    initiator: "local",
    isClean: false,
    violation,
  });
}

function loseTransport(link: Link): void {
  const { state, events } = link;
  link.state = "closed";
  endTransport(link);
  if (state === "closed") return;
  const initiator = state === "closing" ? "local" : "none";
  events.onClose({ code: CLOSE_CODES.abnormal, reason: "", initiator, isClean: false });
}

function endTransport(link: Link): void {
  if (link.hasEnded) return;
  link.hasEnded = true;
  link.events.end();
}
