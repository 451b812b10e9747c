// Where the log in a stream begins (SPEC EL46). It stands in the stream itself, in the newest message of its subject, so that a
// stream and its beginning are never two states.
import { LogOpenError } from "../event-log.ts";
import { damagedMessage } from "./stream-damage.ts";
import { decodeMessage } from "./message.ts";
import { WHOLE_STREAM, type RetentionRecord, type StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";
import { subjectsOf } from "./stream-layout.ts";
import { readMessage, readNewest } from "./stream.ts";

/** A record as it stands in the stream. */
export interface StoredRecord extends RetentionRecord {
  /** Place of its message. */
  readonly recordedAt: number;
}

/** The newest record; undefined when no node has ever archived. @throws LogOpenError when it is damaged */
export async function readRecord(access: StreamAccess): Promise<StoredRecord | undefined> {
  const newest = await readNewest(access, subjectsOf(access.name).retention);
  if (newest === undefined) return undefined;
  const { content } = decodeMessage(newest.text);
  if (content.type === "retention") return { ...content.record, recordedAt: newest.place };
  throw damagedMessage(access.name, newest.place);
}

/**
 * Where the log begins; what follows is numbered from the end of an imported history, if there is one.
 * @throws LogOpenError when an import was broken off: what follows would be given seqs that it has used.
 */
export async function readStart(access: StreamAccess): Promise<StreamStart> {
  const { start = WHOLE_STREAM } = (await readRecord(access)) ?? {};
  if (start.place > 0) return start;
  const end = await readNewest(access, subjectsOf(access.name).base);
  if (end !== undefined) {
    const { content } = decodeMessage(end.text);
    if (content.type === "base") return { ...start, numbering: { base: content.base, baseAt: end.place } };
  }
  const first = await readMessage(access, 1);
  if (first !== undefined && decodeMessage(first).content.type === "imported")
    throw new LogOpenError(
      `An import into the stream ${access.name} was broken off: go on with it, or delete the stream.`,
    );
  return start;
}
