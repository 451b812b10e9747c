// A log read from outside, at the reader's pace: a subscription has no brake, so it is closed when enough is held and
// begun anew where it stopped.
import type { Entry } from "@hydra/engine";
import { LogUnavailableError, type EventLog } from "./event-log.ts";

/** Enough that beginning anew costs nothing; of the largest entries, a few tens of megabytes. */
const HELD_ENTRIES = 20_000;

/**
 * Every entry with a seq greater than `after`, up to what is the head now, in order and in pages.
 * @throws LogUnavailableError when the log cannot be read, or ends before its head.
 */
export async function* entryPages(log: EventLog, after = 0): AsyncGenerator<readonly Entry[]> {
  const until = log.head;
  for (let position = after; position < until;) {
    const page = await readPage(log, position, until);
    const last = page.at(-1);
    if (last === undefined) throw new LogUnavailableError(`The log ends after entry ${position}.`);
    yield page;
    position = last.seq;
  }
}

async function readPage(log: EventLog, after: number, until: number): Promise<Entry[]> {
  const page: Entry[] = [];
  const isFull = Promise.withResolvers<void>();
  const subscription = log.subscribe(after, (entries) => {
    for (const entry of entries) if (entry.seq <= until) page.push(entry);
    const { seq } = entries.at(-1) ?? { seq: after };
    if (page.length < HELD_ENTRIES && seq < until) return;
    // Before closing, which rejects `caughtUp`.
    isFull.resolve();
    subscription.close();
  });
  await Promise.race([isFull.promise, subscription.caughtUp]);
  subscription.close();
  return page;
}
