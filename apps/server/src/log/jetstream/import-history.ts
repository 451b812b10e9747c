// Another log's history as the beginning of this one, with its seqs and times, so that replaying it gives the same state
// (SPEC EL38): chance is drawn from seqs. By one writer, which the stream itself checks. A history that was broken off
// can be gone on with; one that has ended is a log.
import type { Entry } from "@hydra/engine";
import { entryPages } from "../entry-pages.ts";
import { LogImportError, type EventLog, type ImportTarget } from "../event-log.ts";
import { openAccess } from "./connect.ts";
import { damagedMessage } from "./stream-damage.ts";
import { JetStreamLog, type JetStreamLogOptions } from "./jetstream-log.ts";
import { decodeMessage, encodeMessage, type Known, type WrittenMessage } from "./message.ts";
import { MAX_MESSAGE_ENTRIES } from "./numbering.ts";
import type { StreamAccess } from "./stream-access.ts";
import { MAX_MESSAGE_BYTES, subjectsOf } from "./stream-layout.ts";
import { StreamReader } from "./stream-reader.ts";
import { openStream, readMessage, readNewest } from "./stream.ts";

/** Messages sent ahead of their acknowledgements. */
const IN_FLIGHT = 64;
const ACK_TIMEOUT_MS = 10_000;
/** Room for a message's head and for what an entry has around its event. */
const MAX_EVENTS_BYTES = MAX_MESSAGE_BYTES - 32 * 1_024;
/** Messages read at once: some megabytes at the most. */
const PAGE_MESSAGES = 64;

export class JetStreamImport implements ImportTarget {
  readonly #access: StreamAccess;
  readonly #options: JetStreamLogOptions;
  /** Place of the newest message when it was opened. */
  readonly #lastPlace: number;
  /** Of what is imported so far; the stream refuses a message when another process has written meanwhile. */
  #known: Known;
  #lastSeq = 0;
  #inFlight: Promise<unknown>[] = [];
  /** There is one exactly when the history has ended. */
  #log: EventLog | undefined;

  private constructor(access: StreamAccess, options: JetStreamLogOptions, lastPlace: number) {
    this.#access = access;
    this.#options = options;
    this.#lastPlace = lastPlace;
    this.#known = { place: lastPlace, at: 0 };
  }

  /** Makes the stream if there is none. @throws LogOpenError, LogUnavailableError when it cannot be used. */
  static async open(options: JetStreamLogOptions): Promise<JetStreamImport> {
    const access = await openAccess(options.nats, options.stream);
    try {
      const { lastPlace } = await openStream(access, options);
      const target = new JetStreamImport(access, options, lastPlace);
      if (await hasEnded(access, lastPlace)) target.#log = await JetStreamLog.open(options);
      return target;
    } catch (error) {
      await access.connection.close();
      throw error;
    }
  }

  async *held(): AsyncGenerator<readonly Entry[]> {
    if (this.#log !== undefined) {
      yield* entryPages(this.#log);
      return;
    }
    for (let place = 0; place < this.#lastPlace; place += PAGE_MESSAGES) {
      const last = Math.min(place + PAGE_MESSAGES, this.#lastPlace);
      const entries = await readImported(this.#access, place + 1, last);
      const newest = entries.at(-1);
      if (newest !== undefined) this.#note(newest);
      yield entries;
    }
  }

  async importEntries(entries: readonly Entry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    if (this.#log !== undefined) {
      throw new LogImportError(`The history in the stream ${this.#access.name} has ended: it takes no more.`);
    }
    if (first.seq <= this.#lastSeq || first.at < this.#known.at) {
      throw new LogImportError(`Entry ${first.seq} does not follow on entry ${this.#lastSeq}.`);
    }
    const { imported } = subjectsOf(this.#access.name);
    for (const run of runsOf(entries)) {
      this.#send(imported, { ...this.#head(this.#known.at), content: { type: "imported", entries: run } });
      this.#note(run.at(-1) ?? first);
      if (this.#inFlight.length >= IN_FLIGHT) await this.#settle();
    }
    await this.#settle();
  }

  async finish(): Promise<EventLog> {
    if (this.#log === undefined && this.#known.place > 0) {
      const { base } = subjectsOf(this.#access.name);
      const content = { type: "base", base: this.#lastSeq } as const;
      // What is appended from now on is of now.
      this.#send(base, { ...this.#head(Math.max(this.#known.at, Date.now())), content });
      await this.#settle();
    }
    this.#log ??= await JetStreamLog.open(this.#options);
    return this.#log;
  }

  async close(): Promise<void> {
    await this.#log?.close();
    await this.#access.connection.close();
  }

  #head(writtenAt: number): Omit<WrittenMessage, "content"> {
    return { id: "import", known: this.#known, writtenAt };
  }

  #note({ seq, at }: Entry): void {
    this.#known = { ...this.#known, at };
    this.#lastSeq = seq;
  }

  #send(subject: string, message: WrittenMessage): void {
    const expect = { lastSequence: this.#known.place };
    this.#known = { ...this.#known, place: this.#known.place + 1 };
    const sent = this.#access.client.publish(subject, encodeMessage(message), {
      expect,
      timeout: ACK_TIMEOUT_MS,
    });
    // An import that breaks off does not wait for the others.
    sent.catch(() => undefined);
    this.#inFlight.push(sent);
  }

  async #settle(): Promise<void> {
    const inFlight = this.#inFlight;
    this.#inFlight = [];
    await Promise.all(inFlight);
  }
}

/** Whether the stream is a log already: a history that has ended, or one that began here. */
async function hasEnded(access: StreamAccess, lastPlace: number): Promise<boolean> {
  if (lastPlace === 0) return false;
  if ((await readNewest(access, subjectsOf(access.name).base)) !== undefined) return true;
  const first = await readMessage(access, 1);
  return first === undefined || decodeMessage(first).content.type !== "imported";
}

/** The imported entries of the messages at two places and between them. */
async function readImported(access: StreamAccess, from: number, to: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const reader = new StreamReader(access, from, {
    onMessage({ place, text }) {
      if (place > to) return;
      const { content } = decodeMessage(text());
      if (content.type === "damaged") reject(damagedMessage(access.name, place));
      if (content.type === "imported") entries.push(...content.entries);
      if (place === to) resolve();
    },
    onGone: reject,
  });
  await promise;
  reader.close();
  return entries;
}

/** Consecutive entries, as many as a message holds. */
function* runsOf(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let run: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry.event));
    const fits = run.length < MAX_MESSAGE_ENTRIES && bytes + size <= MAX_EVENTS_BYTES;
    if (run.length > 0 && !fits) {
      yield run;
      run = [];
      bytes = 0;
    }
    run.push(entry);
    bytes += size;
  }
  if (run.length > 0) yield run;
}
