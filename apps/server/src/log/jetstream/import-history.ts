// Another log's history as the beginning of this one, with its seqs and times, so that replaying it gives the same state
// (SPEC EL38): chance is drawn from seqs. Into an empty stream only, and by one writer, which the stream itself checks.
import type { Entry } from "@hydra/engine";
import { LogOpenError } from "../event-log.ts";
import { openAccess } from "./connect.ts";
import type { JetStreamLogOptions } from "./jetstream-log.ts";
import { encodeMessage, type Known, type LogMessage } from "./message.ts";
import { MAX_MESSAGE_ENTRIES } from "./numbering.ts";
import type { StreamAccess } from "./stream-access.ts";
import { MAX_MESSAGE_BYTES, subjectsOf } from "./stream-layout.ts";
import { openStream } from "./stream.ts";

/** Messages sent ahead of their acknowledgements. */
const IN_FLIGHT = 64;
const ACK_TIMEOUT_MS = 10_000;
/** Room for a message's head and for what an entry has around its event. */
const MAX_EVENTS_BYTES = MAX_MESSAGE_BYTES - 32 * 1_024;

/**
 * Stores entries, in growing order of seq and given in pages, and ends the import. Until it has ended no log opens the
 * stream; one that was broken off is to be deleted.
 * @returns how many entries were stored.
 * @throws LogOpenError when the stream is not empty or cannot be used; what the client says when it is lost midway.
 */
export async function importHistory(
  { nats, stream, replicas }: Omit<JetStreamLogOptions, "timings">,
  pages: AsyncIterable<readonly Entry[]> | Iterable<readonly Entry[]>,
): Promise<number> {
  const access = await openAccess(nats, stream);
  try {
    const { lastPlace } = await openStream(access, replicas);
    if (lastPlace > 0) throw new LogOpenError(`The stream ${stream} is not empty.`);
    const writer = new ImportWriter(access);
    let count = 0;
    for await (const page of pages) {
      for (const run of runsOf(page)) await writer.write(run);
      count += page.length;
    }
    await writer.end();
    return count;
  } finally {
    await access.connection.close();
  }
}

class ImportWriter {
  readonly #access: StreamAccess;
  #inFlight: Promise<unknown>[] = [];
  #known: Known = { place: 0, at: 0 };
  #lastSeq = 0;

  constructor(access: StreamAccess) {
    this.#access = access;
  }

  async write(entries: readonly Entry[]): Promise<void> {
    const subject = subjectsOf(this.#access.name).family(entries[0]?.event.familyId ?? "");
    this.#send(subject, { id: "import", known: this.#known, content: { type: "imported", entries } });
    this.#known = { place: this.#known.place, at: entries.at(-1)?.at ?? 0 };
    this.#lastSeq = entries.at(-1)?.seq ?? this.#lastSeq;
    if (this.#inFlight.length >= IN_FLIGHT) await this.#settle();
  }

  async end(): Promise<void> {
    const { base } = subjectsOf(this.#access.name);
    this.#send(base, {
      id: "import",
      known: this.#known,
      content: { type: "base", base: this.#lastSeq },
    });
    await this.#settle();
  }

  #send(subject: string, message: LogMessage): void {
    // Refused by the stream when anybody else has written meanwhile.
    const expect = { lastSequence: this.#known.place };
    this.#known = { ...this.#known, place: this.#known.place + 1 };
    const sent = this.#access.client.publish(subject, encodeMessage(message), {
      expect,
      timeout: ACK_TIMEOUT_MS,
    });
    // Whoever breaks off does not wait for the others.
    sent.catch(() => undefined);
    this.#inFlight.push(sent);
  }

  async #settle(): Promise<void> {
    const inFlight = this.#inFlight;
    this.#inFlight = [];
    await Promise.all(inFlight);
  }
}

/** Consecutive entries of one family, as many as a message holds. */
function* runsOf(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let run: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry.event));
    const fits = run.length < MAX_MESSAGE_ENTRIES && bytes + size <= MAX_EVENTS_BYTES;
    if (run.length > 0 && (!fits || run[0]?.event.familyId !== entry.event.familyId)) {
      yield run;
      run = [];
      bytes = 0;
    }
    run.push(entry);
    bytes += size;
  }
  if (run.length > 0) yield run;
}
