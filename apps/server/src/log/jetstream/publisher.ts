// The way into the stream. What waits goes out as one batch: a message for each run of events of one family, all of them
// in flight at once, and the next batch when the stream has answered for this one (SPEC EL36). An append ends when its
// message has been read back: only then are its seq and time known, and only what the stream has committed is read. What
// may have arrived is never sent a second time.
import type { BattleEvent, Entry } from "@hydra/engine";
import { LogUnavailableError, type Appended } from "../event-log.ts";
import { encodeEvents, encodeMessage, type Known } from "./message.ts";
import { MAX_MESSAGE_ENTRIES } from "./numbering.ts";
import { MAX_MESSAGE_BYTES } from "./stream-layout.ts";

export interface PublisherOptions {
  /** Names this writer among all that ever write to the stream. */
  readonly writer: string;
  /**
   * Resolves when the stream has acknowledged the message.
   * @throws NotSentError when it has certainly not arrived, and may be sent again; RefusedError when it is not taken;
   * anything else when that is unknown.
   */
  send(message: Outgoing): Promise<void>;
  /** Where the reader stands. */
  known(): Known;
  /** The log's time, epoch milliseconds. */
  now(): number;
  /** An append failed. */
  onFailed(error: LogUnavailableError): void;
  /** An append that has not succeeded by then fails, milliseconds. */
  readonly appendTimeoutMs: number;
}

export interface Outgoing {
  readonly id: string;
  /** Undefined: of no family, without entries. */
  readonly familyId: string | undefined;
  readonly text: string;
}

/** The message has certainly not reached the stream: there was no server to give it to. */
export class NotSentError extends Error {
  override readonly name = "NotSentError";
}

/** The stream does not take the message: it is full, for example. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

interface Append {
  readonly event: BattleEvent;
  readonly json: string;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: LogUnavailableError) => void;
}

interface Flight extends Outgoing {
  readonly appends: readonly Append[];
  readonly read: Promise<void>;
  readonly onRead: () => void;
  /** It was given to a server, which may have lost it. */
  isSent: boolean;
  isSettled: boolean;
}

const MAX_BATCH_EVENTS = 2_048;
/** Room for a message's head. */
const MAX_EVENTS_BYTES = MAX_MESSAGE_BYTES - 1_024;
const RETRY_MS = 50;

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #waiting: Append[] = [];
  /** Sent, and not read back yet. */
  readonly #flights = new Map<string, Flight>();
  #count = 0;
  #isSending = false;
  #isScheduled = false;
  #onDrained: (() => void)[] = [];
  #interrupted = Promise.withResolvers<void>();

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the event was read back.
   * @throws LogUnavailableError when it was not, or perhaps not, stored; TypeError when it is no JSON value; RangeError
   * when it is larger than a message may be.
   */
  append(event: BattleEvent): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const json = JSON.stringify(event);
      if (Buffer.byteLength(json) > MAX_EVENTS_BYTES) throw new RangeError("The event is too large.");
      this.#waiting.push({ event, json, resolve, reject });
      if (this.#isSending || this.#isScheduled) return;
      this.#isScheduled = true;
      // At the end of the tick, so that its events share a message.
      queueMicrotask(() => this.#sendBatch());
    });
  }

  /** Sends a message without entries; `onRead` is called when it comes back. Several may be under way. */
  probe(): void {
    void this.#deliver([this.#fly(undefined, [])]);
  }

  /** The connection was lost, or is there again: answers under way are not coming. */
  interrupt(): void {
    this.#interrupted.resolve();
    this.#interrupted = Promise.withResolvers();
  }

  /** A message was read. Its subscribers have its entries already. */
  onRead(id: string, entries: readonly Entry[]): boolean {
    const flight = this.#flights.get(id);
    if (flight === undefined) return false;
    this.#flights.delete(id);
    flight.isSettled = true;
    flight.onRead();
    for (const [index, { resolve }] of flight.appends.entries()) {
      const entry = entries[index];
      if (entry !== undefined) resolve({ seq: entry.seq, at: entry.at });
    }
    this.#resolveDrained();
    return true;
  }

  /** Resolves when no append is waiting or under way. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDrained.push(resolve);
      this.#resolveDrained();
    });
  }

  #resolveDrained(): void {
    if (this.#onDrained.length === 0 || this.#isSending || this.#waiting.length > 0) return;
    if ([...this.#flights.values()].some(hasAppends)) return;
    for (const resolve of this.#onDrained.splice(0)) resolve();
  }

  #sendBatch(): void {
    this.#isScheduled = false;
    if (this.#isSending || this.#waiting.length === 0) return;
    this.#isSending = true;
    const flights = runsOf(this.#waiting.splice(0, MAX_BATCH_EVENTS)).map((run) =>
      this.#fly(run[0]?.event.familyId, run),
    );
    void this.#deliverBatch(flights);
  }

  async #deliverBatch(flights: readonly Flight[]): Promise<void> {
    await this.#deliver(flights);
    this.#isSending = false;
    this.#sendBatch();
    this.#resolveDrained();
  }

  #fly(familyId: string | undefined, appends: readonly Append[]): Flight {
    this.#count += 1;
    const id = `${this.#options.writer}.${this.#count}`;
    const { known, now } = this.#options;
    const head = { id, known: known(), writtenAt: Math.floor(now()) };
    const text =
      appends.length === 0
        ? encodeMessage({ ...head, content: { type: "nothing" } })
        : encodeEvents(
            head,
            appends.map(({ json }) => json),
          );
    const { promise: read, resolve: onRead } = Promise.withResolvers<void>();
    const flight = {
      id,
      familyId,
      text,
      appends,
      read,
      onRead,
      isSent: false,
      isSettled: false,
    };
    this.#flights.set(id, flight);
    return flight;
  }

  /** Ends when every message was acknowledged or has failed; never throws. */
  async #deliver(flights: readonly Flight[]): Promise<void> {
    const expired = new AbortController();
    const timer = setTimeout(() => {
      expired.abort();
      const late = flights.filter(({ isSettled }) => !isSettled);
      // What waits behind them would only fail later; nothing waits behind a probe.
      if (late.some(hasAppends)) rejectAll(this.#waiting.splice(0), noAnswer());
      this.#fail(late, noAnswer());
    }, this.#options.appendTimeoutMs);
    for (let pending = flights; pending.length > 0 && !expired.signal.aborted;) {
      await Promise.all(pending.map((flight) => this.#attempt(flight)));
      pending = this.#toRetry(flights);
      if (pending.length > 0) await wait(RETRY_MS);
    }
    // Acknowledged is not yet read: the timer goes on for those.
    void Promise.all(flights.map(({ read }) => read)).then(() => clearTimeout(timer));
  }

  /** Sends it once more; what is not known afterwards, the reader will show, or never. */
  async #attempt(flight: Flight): Promise<void> {
    const { send } = this.#options;
    flight.isSent = true;
    const sent = async (): Promise<void> => {
      try {
        await send(flight);
      } catch (error) {
        if (error instanceof NotSentError) flight.isSent = false;
        else if (error instanceof RefusedError) this.#fail([flight], refused(error));
      }
    };
    await Promise.race([sent(), flight.read, this.#interrupted.promise]);
  }

  /** Those that certainly did not arrive. One that a later one may have overtaken may not: it would land behind it (EL1). */
  #toRetry(flights: readonly Flight[]): Flight[] {
    const lastSent = flights.findLastIndex(({ isSent }) => isSent);
    const overtaken = flights.filter(
      ({ isSent, isSettled }, index) => index < lastSent && !isSent && !isSettled,
    );
    this.#fail(overtaken, noAnswer());
    return flights.filter(({ isSettled }, index) => index > lastSent && !isSettled);
  }

  #fail(flights: readonly Flight[], error: LogUnavailableError): void {
    // A probe that was lost shows nothing about those that came after it.
    if (flights.some(hasAppends)) this.#options.onFailed(error);
    for (const flight of flights) {
      flight.isSettled = true;
      this.#flights.delete(flight.id);
      flight.onRead();
      rejectAll(flight.appends, error);
    }
    this.#resolveDrained();
  }
}

function hasAppends({ appends }: Flight): boolean {
  return appends.length > 0;
}

function rejectAll(appends: readonly Append[], error: LogUnavailableError): void {
  for (const { reject } of appends) reject(error);
}

function noAnswer(): LogUnavailableError {
  return new LogUnavailableError("The event log cannot be reached: the stream has not answered in time.", {
    reason: "the event log does not answer",
  });
}

/** The stream is full, for example. */
function refused({ message }: RefusedError): LogUnavailableError {
  return new LogUnavailableError(`The event log cannot be reached: the stream takes nothing: ${message}.`, {
    reason: "the event log takes no entries",
  });
}

/** Consecutive events of one family, as many as a message holds. */
function runsOf(appends: readonly Append[]): Append[][] {
  const runs: Append[][] = [];
  let bytes = 0;
  for (const append of appends) {
    const run = runs.at(-1);
    const size = Buffer.byteLength(append.json) + 1;
    bytes += size;
    const fits = run !== undefined && run.length < MAX_MESSAGE_ENTRIES && bytes <= MAX_EVENTS_BYTES;
    if (fits && run[0]?.event.familyId === append.event.familyId) run.push(append);
    else {
      runs.push([append]);
      bytes = size;
    }
  }
  return runs;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
