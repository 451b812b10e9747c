// Reads what the lab asks of the server, and what the server tells the lab. Ranges are the server's promise that no
// lab can hurt it. SPEC PR80–PR86.
import type {
  CutRequest,
  LabAnswer,
  LaneLedger,
  TrafficAnswer,
  TrafficRequest,
  Weather,
  WeatherAnswer,
  WeatherRequest,
} from "../lab.ts";
import { MAX_BOTS, MAX_CUT_MS, MAX_HITS_PER_SECOND } from "../limits.ts";
import { ProtocolError } from "../errors.ts";
import { asFields, decodeObject, idAt, integerAt, isFields, timeAt, type Fields } from "@hydra/feed";
import { invalid } from "./names.ts";
import { isWireId } from "./requests.ts";

/** Longest delay, jitter and hold a weather may have: a minute's queue is no network. */
const MAX_WEATHER_MS = 10_000;
const MAX_BYTES_PER_SECOND = 1e9;
/** What a pipe through the weather holds at the most. */
const MAX_BUFFER_BYTES = 65_536;

/** Reads the body of `PUT /api/lab/traffic/:familyId`. @throws ProtocolError `invalid-body` */
export function parseTrafficRequest(value: unknown): TrafficRequest {
  const fields = asBody(value);
  return {
    labId: parseLabId(fields),
    hitsPerSecond: parseNumber(fields, "hitsPerSecond", { least: 1, most: MAX_HITS_PER_SECOND }),
    bots: parseInteger(fields, "bots", { least: 1, most: MAX_BOTS }),
    seed: parseInteger(fields, "seed", { least: 0, most: 2 ** 32 - 1 }),
  };
}

/** Reads the body of `PUT /api/lab/weather`. @throws ProtocolError `invalid-body` */
export function parseWeatherRequest(value: unknown): WeatherRequest {
  const fields = asBody(value);
  const weather = fields["weather"];
  if (!isFields(weather)) throw invalid("weather", "must be an object");
  const milliseconds = { least: 0, most: MAX_WEATHER_MS };
  return {
    labId: parseLabId(fields),
    weather: {
      delayMs: parseNumber(weather, "delayMs", milliseconds),
      jitterMs: parseNumber(weather, "jitterMs", milliseconds),
      bytesPerSecond: parseInteger(weather, "bytesPerSecond", { least: 0, most: MAX_BYTES_PER_SECOND }),
      bufferBytes: parseInteger(weather, "bufferBytes", { least: 0, most: MAX_BUFFER_BYTES }),
      bufferMs: parseNumber(weather, "bufferMs", milliseconds),
    },
  };
}

/** Reads the body of `POST /api/lab/weather/cut`. @throws ProtocolError `invalid-body` */
export function parseCutRequest(value: unknown): CutRequest {
  const fields = asBody(value);
  return { labId: parseLabId(fields), cutMs: parseNumber(fields, "cutMs", { least: 0, most: MAX_CUT_MS }) };
}

/** Reads the parameter `labId`. @throws ProtocolError `invalid-body` */
export function parseLabId(fields: Fields): string {
  const { labId } = fields;
  if (!isWireId(labId)) throw invalid("labId", "must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
  return labId;
}

interface Range {
  readonly least: number;
  readonly most: number;
}

function parseNumber(fields: Fields, key: string, { least, most }: Range): number {
  const value = fields[key];
  // Written so that NaN fails.
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw invalid(key, `must be a number from ${least} to ${most}`);
}

function parseInteger(fields: Fields, key: string, range: Range): number {
  const value = parseNumber(fields, key, range);
  if (!Number.isInteger(value)) throw invalid(key, "must be a whole number");
  return value;
}

function asBody(value: unknown): Fields {
  if (!isFields(value)) throw new ProtocolError("invalid-body", "A JSON object is expected.");
  return value;
}

export function decodeLabAnswer(text: string): LabAnswer {
  const fields = decodeObject(text);
  return { weatherPort: portAt(fields, "weatherPort"), slowPort: portAt(fields, "slowPort") };
}

function portAt(fields: Fields, key: string): number | null {
  return fields[key] === null ? null : integerAt(fields, key, 1);
}

export function decodeTrafficAnswer(text: string): TrafficAnswer {
  const fields = decodeObject(text);
  const hitsPerSecond = timeAt(fields, "hitsPerSecond");
  return {
    labId: idAt(fields, "labId"),
    familyId: idAt(fields, "familyId"),
    hitsPerSecond,
    // Servers from before there was a total grant everything.
    grantedHitsPerSecond:
      fields["grantedHitsPerSecond"] === undefined ? hitsPerSecond : timeAt(fields, "grantedHitsPerSecond"),
    bots: integerAt(fields, "bots"),
    seed: integerAt(fields, "seed"),
    hits: integerAt(fields, "hits"),
    refused: integerAt(fields, "refused"),
    late: integerAt(fields, "late"),
    leaseMs: integerAt(fields, "leaseMs"),
  };
}

export function decodeWeatherAnswer(text: string): WeatherAnswer {
  const fields = decodeObject(text);
  return {
    weather: weatherFrom(fields["weather"]),
    weatherPort: integerAt(fields, "weatherPort", 1),
    leaseMs: integerAt(fields, "leaseMs"),
  };
}

export function decodeLaneLedger(text: string): LaneLedger {
  const fields = decodeObject(text);
  return {
    laneId: idAt(fields, "laneId"),
    connections: integerAt(fields, "connections"),
    open: integerAt(fields, "open"),
    requests: integerAt(fields, "requests"),
    bytesIn: integerAt(fields, "bytesIn"),
    bytesOut: integerAt(fields, "bytesOut"),
    frames: integerAt(fields, "frames"),
    skipped: integerAt(fields, "skipped"),
  };
}

function weatherFrom(value: unknown): Weather {
  const fields = asFields(value, "The weather");
  return {
    delayMs: timeAt(fields, "delayMs"),
    jitterMs: timeAt(fields, "jitterMs"),
    bytesPerSecond: integerAt(fields, "bytesPerSecond"),
    bufferBytes: integerAt(fields, "bufferBytes"),
    bufferMs: timeAt(fields, "bufferMs"),
  };
}
