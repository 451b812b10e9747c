// Reads a recording that was exported, and that may have been edited: every member is checked, nothing is cast,
// and what is too long is refused before it is read. ME61, ME62.
import { MAX_RECORDED_EVENTS, type LedgerReading, type MeasureEvent, type UpdateShown } from "./events.ts";
import { fieldsOf, type Fields } from "./fields.ts";
import { RecordingError } from "./recording-error.ts";
import { RECORDING_FORMAT, type Recording } from "./recording.ts";

/**
 * The recording that the value is. Unknown members are left out.
 * @throws RecordingError when it is none, with the path of what is wrong.
 */
export function parseRecording(value: unknown): Recording {
  const fields = fieldsOf(value, "recording");
  if (fields.text("format") !== RECORDING_FORMAT) {
    throw new RecordingError("recording.format", RECORDING_FORMAT);
  }
  if (fields.count("version") !== 1) throw new RecordingError("recording.version", "1");
  const dropped = fields.count("dropped");
  const events = fields.list("events", MAX_RECORDED_EVENTS);
  return {
    format: RECORDING_FORMAT,
    version: 1,
    dropped,
    events: events.map((event, index) => parseEvent(event, `recording.events[${index}]`)),
  };
}

/** @throws RecordingError when the value is not an event. */
function parseEvent(value: unknown, path: string): MeasureEvent {
  const fields = fieldsOf(value, path);
  const type = fields.text("type");
  const at = fields.ms("at");
  switch (type) {
    case "page-hidden":
    case "page-visible":
    case "run-ended":
      return { type, at };
    case "run-started":
      return fields.has("durationMs") ? { type, at, durationMs: fields.ms("durationMs") } : { type, at };
    case "clock":
      return {
        type,
        at,
        offsetMs: fields.signedMs("offsetMs"),
        uncertaintyMs: fields.ms("uncertaintyMs"),
      };
    case "published":
      return {
        type,
        at,
        epoch: fields.epoch(),
        seq: fields.count("seq"),
        publishedAt: fields.ms("publishedAt"),
      };
    case "counted":
      return { type, at, epoch: fields.epoch(), ...rangeOf(fields), versions: fields.count("versions") };
    default:
      return parseLaneEvent(type, { at, fields, path });
  }
}

interface LaneFields {
  readonly at: number;
  readonly fields: Fields;
  readonly path: string;
}

function parseLaneEvent(type: string, { at, fields, path }: LaneFields): MeasureEvent {
  switch (type) {
    case "lane-opened":
    case "word":
    case "lane-paused":
    case "lane-resumed":
    case "reconnect-began":
    case "reconnect-ended":
      return { type, at, lane: fields.lane() };
    case "reset":
      return {
        type,
        at,
        lane: fields.lane(),
        missed: fields.count("missed"),
        ...(fields.has("diverged") ? { diverged: fields.count("diverged") } : {}),
      };
    case "repeated":
    case "repaired":
    case "discarded":
      return { type, at, lane: fields.lane(), count: fields.count("count") };
    case "switched":
      return { type, at, lane: fields.lane(), tookMs: fields.ms("tookMs") };
    case "ledger":
      return { type, at, lane: fields.lane(), ...readingOf(fields) };
    case "shown":
      return { type, at, lane: fields.lane(), ...updateOf(fields, path) };
    default:
      throw new RecordingError(`${path}.type`, "an event of this version");
  }
}

function updateOf(fields: Fields, path: string): Omit<UpdateShown, "type" | "at" | "lane"> {
  const frame = fields.text("frame");
  if (frame !== "delta" && frame !== "snapshot") {
    throw new RecordingError(`${path}.frame`, "delta or snapshot");
  }
  return {
    frame,
    epoch: fields.epoch(),
    seq: fields.count("seq"),
    publishedAt: fields.ms("publishedAt"),
    ...(fields.has("from") ? { from: fields.count("from") } : {}),
    ...(fields.has("versions") ? { versions: fields.count("versions") } : {}),
    ...(fields.flag("isReset") ? { isReset: true } : {}),
    ...(fields.has("digest") ? { digest: fields.digest("digest") } : {}),
    ...(fields.has("heldDigest") ? { heldDigest: fields.digest("heldDigest") } : {}),
  };
}

function rangeOf(fields: Fields): { from: number; seq: number } {
  return { from: fields.count("from"), seq: fields.count("seq") };
}

function readingOf(fields: Fields): LedgerReading {
  return {
    requests: fields.count("requests"),
    bytesIn: fields.count("bytesIn"),
    bytesOut: fields.count("bytesOut"),
    connections: fields.count("connections"),
    frames: fields.count("frames"),
    skipped: fields.count("skipped"),
  };
}
