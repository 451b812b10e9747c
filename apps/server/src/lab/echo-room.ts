// The lab's echo sockets: every message goes back as it came. What all of them hold together is bounded, because each
// may have 16 MiB under way, and needs no session; so is what one network has of it. SPEC PR85, PR86.
import type { Socket } from "node:net";
import type { Liveness, MessageSocket, MessageSocketHandler } from "@hydra/feed/server";
import { CLOSE_CODES } from "@hydra/protocol";
import { FragmentCounter } from "./fragment-counter.ts";
import { HeldBytes, type HeldPart } from "./held-bytes.ts";
import { Quota } from "./quota.ts";

const MIB = 1_048_576;
/** A measurement has a hundred connections. */
const MAX_SOCKETS = { perClient: 112, total: 128 };
/** Of messages that have begun and echoes that have not been read yet: sixteen of the largest messages there may be. */
const MAX_HELD_BYTES = { perClient: 192 * MIB, total: 256 * MIB };
/** What a write that waits holds beside its bytes, roughly: an empty message is no load for the network, but for memory. */
const WRITE_BYTES = 512;
/**
 * What a fragment of a message that is not whole costs beside its bytes, where the library keeps it: 200 bytes, and the garbage
 * collector's time for an object that lives long. The 262,144 that conformance suites send still fit.
 */
const FRAGMENT_BYTES = 512;
/** A peer that is refused gets this long to read why; meanwhile nothing more is read from it. */
const CUT_AFTER_MS = 1_000;

/** Where an echo socket is. */
export interface EchoPeer {
  /** The TCP socket, on which is counted what comes and what waits. */
  readonly raw: Socket;
  readonly client: string;
}

export class EchoRoom {
  readonly #liveness: Liveness;
  readonly #quota = new Quota({ what: "echo sockets", ...MAX_SOCKETS });
  readonly #sockets = new Map<MessageSocket, EchoSocket>();
  readonly #held = new HeldBytes(MAX_HELD_BYTES);

  constructor(liveness: Liveness) {
    this.#liveness = liveness;
  }

  /** @throws ProtocolError `lab-busy` when there is no room for one more */
  admit(client: string): void {
    this.#quota.check(client);
  }

  /** After `admit`, in the same tick. */
  echoOn({ raw, client }: EchoPeer): MessageSocketHandler {
    return (socket) => {
      const giveBack = this.#quota.take(client);
      const pulse = this.#liveness.watch(socket);
      const echo = new EchoSocket(socket, raw, this.#held.of(client));
      this.#sockets.set(socket, echo);
      raw.on("data", (chunk: Buffer) => echo.receive(chunk));
      return {
        onMessage: (type, payload) => echo.answer(type, payload),
        onPong: () => pulse.beat(),
        onDrain: () => echo.drained(),
        onClosed: () => {
          pulse.stop();
          echo.forget();
          giveBack();
          this.#sockets.delete(socket);
        },
      };
    };
  }

  /** Sends all sockets that the server restarts. */
  drain(): void {
    for (const echo of this.#sockets.values()) echo.close(CLOSE_CODES.serviceRestart, "");
  }
}

class EchoSocket {
  readonly #socket: MessageSocket;
  readonly #raw: Socket;
  readonly #part: HeldPart;
  #held = 0;
  readonly #fragments = new FragmentCounter();
  /** Bytes since the last message was whole, and what its fragments hold. */
  #unfinished = 0;
  /** Echoes since the TCP socket had nothing left to take. */
  #waiting = 0;
  #isClosing = false;
  #cut: NodeJS.Timeout | undefined;

  constructor(socket: MessageSocket, raw: Socket, part: HeldPart) {
    this.#socket = socket;
    this.#raw = raw;
    this.#part = part;
  }

  receive(chunk: Buffer): void {
    // Of a peer that has closed, or broken a rule, nothing is kept any more. A peer may send for long after a Close,
    // and the message that has begun goes on growing.
    if (!this.#socket.isOpen && !this.#isClosing) return;
    this.#unfinished += chunk.length + this.#fragments.count(chunk) * FRAGMENT_BYTES;
    if (this.#count()) return;
    if (!this.#isClosing) this.close(CLOSE_CODES.tryAgainLater, "the echo sockets hold too much");
    // A reset at once would take the Close frame from a peer that is still sending.
    this.#socket.stopReading();
    this.#cut ??= setTimeout(() => this.#socket.terminate(), CUT_AFTER_MS).unref();
  }

  answer(type: "text" | "binary", payload: Uint8Array): void {
    this.#unfinished = 0;
    this.#waiting += 1;
    if (type === "text") this.#socket.sendText(payload);
    else this.#socket.sendBinary(payload);
  }

  drained(): void {
    this.#waiting = 0;
    this.#count();
  }

  close(code: number, reason: string): void {
    this.#isClosing = true;
    this.#socket.close(code, reason);
  }

  forget(): void {
    clearTimeout(this.#cut);
    this.#part.add(-this.#held);
    this.#held = 0;
  }

  /** @returns whether there is room for it */
  #count(): boolean {
    if (this.#raw.writableLength === 0) this.#waiting = 0;
    const held = this.#unfinished + this.#raw.writableLength + this.#waiting * WRITE_BYTES;
    const more = held - this.#held;
    this.#held = held;
    return this.#part.add(more);
  }
}
