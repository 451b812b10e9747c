// What is reported of a stream that is not what it was, in one line for the operator (SPEC EL39, EL41, EL46).
import { LogOpenError, LogUnavailableError } from "../event-log.ts";
import type { StreamStart } from "./retention-record.ts";

/** What to do about a stream that is damaged, in words for the operator. */
export function adviceFor(stream: string): string {
  return `Bring back the servers' store, or save what is good: LOG_STREAM=${stream} npm run hydra-log -- repair --from nats://SERVER --to sqlite:NEW_FOLDER`;
}

/** What follows it cannot be right: it may have held entries. */
export function damagedMessage(stream: string, place: number): LogOpenError {
  return new LogOpenError(
    `The stream ${stream} is damaged: its message ${place} is not what was written. ${adviceFor(stream)}`,
  );
}

/** Messages are gone that no node has archived: purged or deleted by hand, or lost. */
export function lackingMessages(stream: string, from: number, to: number): LogOpenError {
  return new LogOpenError(`The stream ${stream} lacks its messages ${from} to ${to}. ${adviceFor(stream)}`);
}

/** A reader was before what has been archived since it began: unless it has no need of that, it has to begin again, from a snapshot. */
export class ArchivedMeanwhile extends LogUnavailableError {
  /** Where the log begins now. */
  readonly start: StreamStart;

  constructor(stream: string, start: StreamStart) {
    super(
      `The stream ${stream} was archived up to its message ${start.place} before this node had read so far: it has to start again, from a snapshot.`,
      { reason: "the event log was archived further than was read" },
    );
    this.start = start;
  }
}

/** There is no snapshot that leads to where the log begins. */
export function startsLater(stream: string, after: number, seq: number): LogOpenError {
  return new LogOpenError(
    `The log in the stream ${stream} cannot be read after entry ${after}: the entries up to ${seq} were archived. With their archives, make the whole log again: npm run hydra-log -- import, then copy it into a new stream`,
  );
}
