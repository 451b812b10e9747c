// What every frame has, whatever it carries, and how frames are read. A feed adds members of its own. SPEC PR20–PR29.
import { DecodeError } from "./decode-error.ts";
import { parseDigest } from "./digest.ts";
import { decodeObject, integerAt, stringAt, timeAt, type Fields } from "./fields.ts";

/** The whole state of a feed. */
export interface SnapshotEnvelope {
  readonly type: "snapshot";
  readonly epoch: string;
  readonly seq: number;
  /** Epoch milliseconds by the server's clock, fractions allowed: when this version was first published. */
  readonly publishedAt: number;
  /** Of the state at `seq`: eight hexadecimal digits (PR110). Absent where the server gives none. */
  readonly digest?: string;
}

/** What changed after `from` up to `seq`. `from` equals `seq` when a resumed connection has missed nothing. */
export interface DeltaEnvelope {
  readonly type: "delta";
  readonly epoch: string;
  readonly from: number;
  readonly seq: number;
  readonly publishedAt: number;
  /** Of the state that the delta leads to, as a snapshot's. */
  readonly digest?: string;
  /**
   * How many published versions this delta covers, and when the first of them was published: what an honest staleness
   * charges to a watcher that skipped them. Absent when nothing changed.
   */
  readonly versions?: number;
  readonly firstPublishedAt?: number;
}

/** Sent on streaming transports when nothing else was; a client gives up at twice `intervalMs`. */
export interface HeartbeatFrame {
  readonly type: "heartbeat";
  /** The server's clock, epoch milliseconds. */
  readonly now: number;
  readonly intervalMs?: number;
  /** Present while changes cannot be taken: what was published last stays the newest state. Absent: they can. */
  readonly log?: "unreachable";
}

/** How the frames of one feed are read: what comes besides the envelope. */
export interface FrameCodec<Snapshot extends SnapshotEnvelope, Delta extends DeltaEnvelope> {
  /** @throws DecodeError */
  snapshot(envelope: SnapshotEnvelope, fields: Fields): Snapshot;
  /** @throws DecodeError */
  delta(envelope: DeltaEnvelope, fields: Fields): Delta;
}

/**
 * Reads a frame, e.g. the body of a poll or the data of a server-sent event. Undefined for a `type` this version
 * does not have, which is to be ignored (SPEC PR28). Cost is linear in the text.
 * @throws DecodeError when the text is not a frame.
 */
export function frameDecoder<Snapshot extends SnapshotEnvelope, Delta extends DeltaEnvelope>(
  codec: FrameCodec<Snapshot, Delta>,
): (text: string) => Snapshot | Delta | HeartbeatFrame | undefined {
  return (text) => frameFrom(codec, decodeObject(text));
}

/** The same of a value that has been parsed. @throws DecodeError */
export function frameFrom<Snapshot extends SnapshotEnvelope, Delta extends DeltaEnvelope>(
  codec: FrameCodec<Snapshot, Delta>,
  fields: Fields,
): Snapshot | Delta | HeartbeatFrame | undefined {
  switch (stringAt(fields, "type")) {
    case "snapshot":
      return codec.snapshot(snapshotFrom(fields), fields);
    case "delta":
      return codec.delta(deltaFrom(fields), fields);
    case "heartbeat":
      return heartbeatFrom(fields);
    default:
      return undefined;
  }
}

function snapshotFrom(fields: Fields): SnapshotEnvelope {
  return {
    type: "snapshot",
    epoch: epochOf(fields),
    seq: integerAt(fields, "seq"),
    publishedAt: timeAt(fields, "publishedAt"),
    ...digestFrom(fields),
  };
}

function deltaFrom(fields: Fields): DeltaEnvelope {
  const from = integerAt(fields, "from");
  return {
    type: "delta",
    epoch: epochOf(fields),
    from,
    seq: integerAt(fields, "seq", from),
    publishedAt: timeAt(fields, "publishedAt"),
    ...digestFrom(fields),
    ...(fields["versions"] === undefined ? {} : { versions: integerAt(fields, "versions") }),
    ...(fields["firstPublishedAt"] === undefined
      ? {}
      : { firstPublishedAt: timeAt(fields, "firstPublishedAt") }),
  };
}

function digestFrom({ digest }: Fields): { readonly digest?: string } {
  return digest === undefined ? {} : { digest: parseDigest(digest) };
}

function heartbeatFrom(fields: Fields): HeartbeatFrame {
  return {
    type: "heartbeat",
    now: timeAt(fields, "now"),
    ...(fields["intervalMs"] === undefined ? {} : { intervalMs: timeAt(fields, "intervalMs") }),
    // A later version may have other values, which do not mean that changes are refused.
    ...(fields["log"] !== undefined && stringAt(fields, "log") === "unreachable"
      ? { log: "unreachable" }
      : {}),
  };
}

const EPOCH_PATTERN = /^[A-Za-z0-9]{1,32}$/;

function epochOf(fields: Fields): string {
  const epoch = stringAt(fields, "epoch");
  if (!EPOCH_PATTERN.test(epoch)) throw new DecodeError("The server's field \"epoch\" is not a log's name.");
  return epoch;
}
