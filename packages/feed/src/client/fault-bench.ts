// Faults on purpose: between a transport and what applies its frames, one delta is dropped, repeated, taken out of order, or changed,
// so that a lab and tests can see it found. Nothing of it runs unless an application gives a bench. SPEC AU5.
import { isFields, type Fields } from "../wire/fields.ts";
import type { FeedFrame } from "./transport.ts";

export type Fault = "drop" | "repeat" | "reorder" | "corrupt";

/** Members that are not part of a state, and the one that names rows by their keys. */
const BESIDES: ReadonlySet<string> = new Set([
  "type",
  "epoch",
  "from",
  "seq",
  "publishedAt",
  "digest",
  "versions",
  "firstPublishedAt",
  "left",
  "hits",
]);

export class FaultBench {
  readonly #onFault: (fault: Fault) => void;
  #fault: Fault | undefined;
  /** Held back until a later version has been delivered. */
  #held: (() => void) | undefined;

  /** @param onFault called as one happens, before anything comes of it */
  constructor(onFault: (fault: Fault) => void = () => undefined) {
    this.#onFault = onFault;
  }

  /** The next delta suffers it. A later call overrides one that has not happened yet. */
  inject(fault: Fault): void {
    this.#fault = fault;
  }

  /** What is to happen and has not. */
  get pending(): Fault | undefined {
    return this.#fault;
  }

  /** A frame as it was sent, before it is read. */
  read(fields: Fields): Fields {
    if (this.#fault !== "corrupt" || fields["type"] !== "delta") return fields;
    const changed = changeOne(fields);
    if (changed === undefined) return fields;
    this.#begin("corrupt");
    return changed;
  }

  /** A frame that has been read. */
  pass<Frame extends FeedFrame>(frame: Frame, deliver: (frame: Frame) => void): void {
    const isEmpty = frame.type === "delta" && frame.from === frame.seq;
    const fault = frame.type === "delta" && !isEmpty ? this.#fault : undefined;
    if (fault === undefined || fault === "corrupt") {
      deliver(frame);
      // Behind an empty one it would still be in its place, and no fault.
      if (!isEmpty) this.#release();
      return;
    }
    this.#begin(fault);
    if (fault === "reorder") this.#held = () => deliver(frame);
    if (fault !== "repeat") return;
    deliver(frame);
    deliver(frame);
  }

  #begin(fault: Fault): void {
    this.#fault = undefined;
    this.#onFault(fault);
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.();
  }
}

/** A copy with the lowest bit of its first number turned over; undefined where it has none. */
function changeOne(fields: Fields): Fields | undefined {
  for (const [name, value] of Object.entries(fields)) {
    const other = BESIDES.has(name) ? undefined : otherThan(value);
    if (other !== undefined) return { ...fields, [name]: other };
  }
  return undefined;
}

function otherThan(value: unknown): unknown {
  if (typeof value === "number") return value % 2 === 0 ? value + 1 : value - 1;
  if (!Array.isArray(value)) return isFields(value) ? changeOne(value) : undefined;
  for (const [index, item] of value.entries()) {
    const other = otherThan(item);
    if (other !== undefined) return value.with(index, other);
  }
  return undefined;
}
