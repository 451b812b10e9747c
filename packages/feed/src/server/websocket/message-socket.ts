// One open WebSocket as transports see it, by either implementation: rfc6455's connection on a TCP socket, or the library's.
// A peer that does not read what was written is not read from either, so that nothing piles up.
import type { BroadcastFrame, MessageType } from "@hydra/rfc6455";

export interface MessageSocket {
  /** False from the first Close frame on, either side's; then nothing more is sent or reported. */
  readonly isOpen: boolean;
  /** Bytes given to the TCP socket that it has not taken. */
  readonly pendingBytes: number;
  /** Bytes are taken to be valid UTF-8. */
  sendText(text: string | Uint8Array): void;
  sendBinary(payload: Uint8Array): void;
  /**
   * Writes the frame's own bytes, not a copy.
   * @returns false when the TCP socket has more to send than it would like, and `onDrain` follows
   */
  sendBroadcast(frame: BroadcastFrame): boolean;
  ping(): void;
  /** Begins the closing handshake (RFC 6455 §7.1.2), and does not wait for ever for a peer that may not answer. */
  close(code: number, reason: string): void;
  /** Works on no more bytes: for a peer that is about to be cut. */
  stopReading(): void;
  /** Cuts the TCP connection. */
  terminate(): void;
}

/** What happens to a socket, in order; nothing before the handler that made these has returned. */
export interface MessageSocketEvents {
  /** A text is valid UTF-8. */
  onMessage(type: MessageType, payload: Uint8Array): void;
  onPong(): void;
  /** The TCP socket has taken everything after it could not for a while. */
  onDrain(): void;
  /** Once, last: the TCP connection is gone. */
  onClosed(): void;
}

export type MessageSocketHandler = (socket: MessageSocket) => MessageSocketEvents;
