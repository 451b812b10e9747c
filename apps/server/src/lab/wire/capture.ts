// One capture: the pieces that are waiting to be read, bounded in bytes and in number. What the reader acknowledges is
// forgotten; what is not read in time is dropped, the oldest first, and counted. Has no socket. SPEC PR92–PR94.
import type { WireAnswer, WirePiece, WireQuery } from "@hydra/protocol";

/** Unread bytes of one capture: some fifty snapshots of a full ranking. */
export const MAX_CAPTURE_BYTES = 512 * 1024;
export const MAX_CAPTURE_PIECES = 4_096;
/** Bytes of one answer: what is encoded in one go must not delay other clients noticeably. */
const MAX_ANSWER_BYTES = 128 * 1024;
/** News are collected for so long before a waiting reader gets them. */
const COLLECT_MS = 40;

export type PieceToKeep = Omit<WirePiece, "number" | "bytes"> & { readonly bytes: Buffer };

export class Capture {
  /** Unread, in order, without gaps: the first one's number is one above the last one's that is gone. */
  readonly #unread: PieceToKeep[] = [];
  #firstNumber = 1;
  #unreadBytes = 0;
  #lostPieces = 0;
  #lostBytes = 0;
  #wake: (() => void) | undefined;
  #collecting: NodeJS.Timeout | undefined;

  /** Keeps the piece, whose bytes are not changed from now on. */
  add(piece: PieceToKeep): void {
    this.#unread.push(piece);
    this.#unreadBytes += piece.bytes.length;
    while (this.#unreadBytes > MAX_CAPTURE_BYTES || this.#unread.length > MAX_CAPTURE_PIECES) this.#lose();
    if (this.#wake !== undefined) this.#collecting ??= setTimeout(this.#wake, COLLECT_MS);
  }

  /**
   * What is newer than piece `after`, at once or as soon as there is something, or nothing when the hold ends. A reader
   * that is still waiting is answered first: there is one at a time.
   */
  async read({ after, holdMs }: WireQuery, signal: AbortSignal): Promise<WireAnswer> {
    this.release();
    this.#forgetTo(after);
    if (this.#unread.length === 0 && holdMs > 0) await this.#news(holdMs, signal);
    return this.#answer();
  }

  /** Answers a waiting reader now. */
  release(): void {
    this.#wake?.();
  }

  async #news(holdMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, holdMs);
    signal.addEventListener("abort", () => resolve(), { once: true });
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
    clearTimeout(this.#collecting);
    this.#collecting = undefined;
    if (this.#wake === resolve) this.#wake = undefined;
  }

  #answer(): WireAnswer {
    const pieces: WirePiece[] = [];
    let bytes = 0;
    for (const piece of this.#unread) {
      bytes += piece.bytes.length;
      if (pieces.length > 0 && bytes > MAX_ANSWER_BYTES) break;
      const number = this.#firstNumber + pieces.length;
      pieces.push({ ...piece, number, bytes: piece.bytes.toString("base64") });
    }
    return { pieces, lostPieces: this.#lostPieces, lostBytes: this.#lostBytes };
  }

  #forgetTo(number: number): void {
    while (this.#firstNumber <= number && this.#unread.length > 0) this.#dropFirst();
  }

  #lose(): void {
    this.#lostPieces += 1;
    this.#lostBytes += this.#dropFirst();
  }

  #dropFirst(): number {
    const bytes = this.#unread.shift()?.bytes.length ?? 0;
    this.#firstNumber += 1;
    this.#unreadBytes -= bytes;
    return bytes;
  }
}
