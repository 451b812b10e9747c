// What a server sends from before what is held. A node of a cluster that lags will come to it; a log that was put back from a copy, or a
// cursor that was damaged on its way, never. Neither can be told from one frame: so the feed is built on the side, and given time. SPEC BH1–BH4.
import type { FeedFrame } from "./transport.ts";
import type { FeedView, Replica } from "./view-codec.ts";

/** For a node that lags: far more than it may while it serves, and what a person will wait for. */
export const LAG_MS = 5_000;

export class Lag<View extends FeedView, Frame extends FeedFrame> {
  readonly #replica: Pick<Replica<View, Frame>, "receive">;
  readonly #onOver: () => void;
  /** By performance.now(); undefined while the server has all that is held. */
  #since: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #view: View | undefined;

  /** @param onOver called when the server has had its time and is still behind */
  constructor(replica: Pick<Replica<View, Frame>, "receive">, onOver: () => void) {
    this.#replica = replica;
    this.#onOver = onOver;
  }

  /** Whether the server has had its time. */
  get isOver(): boolean {
    return this.#since !== undefined && performance.now() - this.#since >= LAG_MS;
  }

  /** A frame from before what is held. */
  note(frame: Frame): void {
    this.#since ??= performance.now();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onOver();
    }, LAG_MS);
    if (frame.type === "snapshot") this.#view = this.#viewAfter(undefined, frame);
  }

  /** What a frame makes of what was built on the side; undefined where it does not lead on from there. @throws DecodeError as the codec */
  next(frame: Frame): View | undefined {
    if (frame.type === "snapshot" || frame.from !== this.#view?.cursor.seq) return undefined;
    this.#view = this.#viewAfter(this.#view, frame);
    return this.#view;
  }

  /** Forgets what was built: the feed that it was built of has ended. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#view = undefined;
  }

  /** The server has what is held. */
  end(): void {
    this.release();
    this.#since = undefined;
  }

  #viewAfter(held: View | undefined, frame: Frame): View | undefined {
    const reception = this.#replica.receive(held, frame);
    return reception.type === "applied" || reception.type === "snapshot" ? reception.view : held;
  }
}

/** Of the same epoch, and from before it. */
export function isBehind({ epoch, seq }: FeedFrame, held: FeedView | undefined): boolean {
  return held?.cursor.epoch === epoch && seq < held.cursor.seq;
}
