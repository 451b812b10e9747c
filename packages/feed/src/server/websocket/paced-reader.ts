// Reads a TCP socket in slices, each no longer than fits between what others wait for: what one chunk of a flood leads to is worked
// on in turns (read-turns.ts), and not at all while the peer does not read what it led to.
import type { Socket } from "node:net";
import { readTurns, type Reader } from "./read-turns.ts";

/** Nearly every chunk; not worth looking at the clock. 80 of the smallest frames. */
const SMALL_BYTES = 512;
/** 700 of the smallest frames. Between two slices the clock is looked at. */
const SLICE_BYTES = 4_096;
/** After so long others have their turn. */
const LONG_MS = 1;

export interface PacedReaderOptions {
  /** Works on some bytes; what it throws, the socket's listener throws. */
  readonly take: (bytes: NonSharedBuffer) => void;
  /** False while what is read would lead to more that waits for the peer. `resume` follows when that has changed. */
  readonly mayRead: () => boolean;
}

export class PacedReader implements Reader {
  readonly #socket: Socket;
  readonly #options: PacedReaderOptions;
  /** Read, and still to be worked on. */
  #rest: NonSharedBuffer | undefined;
  #isWaiting = false;
  #isStopped = false;
  /** Of the last piece of work. */
  #tookMs = 0;

  /** From now on it is the socket's reader, the only one that works on its bytes. */
  constructor(socket: Socket, options: PacedReaderOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on("data", (chunk: NonSharedBuffer) => this.#read(chunk));
  }

  /** Continues, after `mayRead` was false. */
  resume(): void {
    if (this.#isWaiting || this.#isStopped) return;
    if (this.#rest === undefined) this.#socket.resume();
    else this.#waitForTurn();
  }

  /** For good; what has been read and is still to be worked on is dropped. */
  stop(): void {
    this.#isStopped = true;
    this.#rest = undefined;
    this.#socket.pause();
  }

  takeTurn(): number {
    this.#isWaiting = false;
    const rest = this.#rest;
    this.#rest = undefined;
    if (this.#isStopped || this.#socket.destroyed) return 0;
    if (rest !== undefined) this.#work(rest);
    if (this.#rest === undefined && !this.#isWaiting && this.#options.mayRead()) this.#socket.resume();
    return this.#tookMs;
  }

  #read(chunk: NonSharedBuffer): void {
    // Something else has resumed the socket meanwhile.
    if (this.#isStopped || this.#isWaiting || this.#rest !== undefined) this.#keep(chunk);
    else if (chunk.length > SMALL_BYTES) this.#work(chunk);
    else {
      this.#options.take(chunk);
      if (!this.#options.mayRead()) this.#socket.pause();
    }
  }

  #keep(chunk: NonSharedBuffer): void {
    this.#socket.pause();
    if (!this.#isStopped) this.#rest = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
  }

  #work(chunk: NonSharedBuffer): void {
    const { take, mayRead } = this.#options;
    const startedAt = performance.now();
    let [at, isAllowed] = [0, true];
    do {
      const end = at + SLICE_BYTES;
      take(at === 0 && end >= chunk.length ? chunk : chunk.subarray(at, end));
      at = end;
      this.#tookMs = performance.now() - startedAt;
      isAllowed = mayRead();
    } while (at < chunk.length && this.#tookMs < LONG_MS && isAllowed && !this.#isStopped);
    if (at < chunk.length && !this.#isStopped) this.#rest = chunk.subarray(at);
    const isLong = this.#rest !== undefined || this.#tookMs >= LONG_MS;
    if (!isAllowed || isLong) this.#socket.pause();
    if (isAllowed && isLong) this.#waitForTurn();
  }

  #waitForTurn(): void {
    this.#isWaiting = true;
    readTurns.wait(this);
  }
}
