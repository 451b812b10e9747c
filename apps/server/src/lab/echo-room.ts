// The lab's echo sockets: every message goes back as it came. What all of them hold together is bounded, because each
// may have 16 MiB under way, and nobody has to say who he is.
import type { Socket } from "node:net";
import { CLOSE_CODES, ProtocolError } from "@hydra/protocol";
import type { Liveness } from "../websocket/liveness.ts";
import type { MessageSocket, MessageSocketHandler } from "../websocket/message-socket.ts";

export interface EchoRoomOptions {
  /** Sockets open at once. */
  readonly maxSockets: number;
  /** Bytes of messages that have begun and echoes that nobody has read yet, of all sockets. */
  readonly maxHeldBytes: number;
}

/** A hundred connections of a measurement, and some; sixteen of the largest messages there may be. */
const DEFAULT_OPTIONS: EchoRoomOptions = { maxSockets: 128, maxHeldBytes: 16 * 16 * 1_048_576 };

export class EchoRoom {
  readonly #options: EchoRoomOptions;
  readonly #liveness: Liveness;
  readonly #sockets = new Set<MessageSocket>();
  #heldBytes = 0;

  constructor(liveness: Liveness, options: EchoRoomOptions = DEFAULT_OPTIONS) {
    this.#liveness = liveness;
    this.#options = options;
  }

  /** @throws ProtocolError `lab-busy` when there is no room for one more. */
  admit(): void {
    if (this.#sockets.size >= this.#options.maxSockets) {
      throw new ProtocolError("lab-busy", "Too many echo sockets are open.");
    }
  }

  /** @param raw the TCP socket, on which is counted what comes and what waits */
  echoOn(raw: Socket): MessageSocketHandler {
    return (socket) => {
      const pulse = this.#liveness.watch(socket);
      this.#sockets.add(socket);
      let unfinished = 0;
      let held = 0;
      const hold = (bytes: number): void => {
        this.#heldBytes += bytes - held;
        held = bytes;
      };
      raw.on("data", (chunk: Buffer) => {
        if (!socket.isOpen) return;
        unfinished += chunk.length;
        hold(unfinished + raw.writableLength);
        if (this.#heldBytes > this.#options.maxHeldBytes) {
          socket.close(CLOSE_CODES.tryAgainLater, "the echo sockets hold too much");
        }
      });
      return {
        onMessage(type, payload) {
          unfinished = 0;
          if (type === "text") socket.sendText(payload);
          else socket.sendBinary(payload);
        },
        onPong: () => pulse.beat(),
        onDrain: () => hold(unfinished),
        onClosed: () => {
          pulse.stop();
          hold(0);
          this.#sockets.delete(socket);
        },
      };
    };
  }

  /** Tells everybody that the server restarts. */
  drain(): void {
    for (const socket of this.#sockets) socket.close(CLOSE_CODES.serviceRestart, "");
  }
}
