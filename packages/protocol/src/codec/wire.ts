// Reads what the microscope asks of the server, and what the server answers. SPEC PR90–PR98.
import { MAX_HOLD_MS } from "@hydra/feed";
import { ECHO_SOCKETS } from "../routes.ts";
import { isWireViolationId, type ViolationAnswer } from "../violations.ts";
import type { WireAnswer, WireCapture, WirePiece } from "../wire.ts";
import { asFields, decodeObject, idAt, integerAt, listAt, timeAt, wrong, type Fields } from "@hydra/feed";
import { invalid } from "./names.ts";
import { isWireId } from "./requests.ts";

/** RFC 4648 §4 with padding, where the length is a multiple of four. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const PIECE_TYPES = ["received", "sent", "ended"] as const;

/**
 * Reads the parameter `capture`; undefined when it is absent or empty.
 * @throws ProtocolError `invalid-body`
 */
export function parseCapture(value: unknown): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (!isWireId(value)) throw invalid("capture", "must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
  return value;
}

export interface WireQuery {
  /** The number of the last piece the reader has; the server forgets what it has. */
  readonly after: number;
  /** 0 to 30,000. */
  readonly holdMs: number;
}

/** Reads the parameters of `GET /api/lab/wire/:captureId`. @throws ProtocolError `invalid-body` */
export function parseWireQuery(query: Fields): WireQuery {
  return {
    after: parseCount(query, "after"),
    holdMs: Math.min(parseCount(query, "holdMs"), MAX_HOLD_MS),
  };
}

/** An integer in decimal; 0 when it is absent or empty. */
function parseCount(query: Fields, key: string): number {
  const value = query[key] ?? "0";
  if (value === "") return 0;
  if (typeof value === "string" && /^\d{1,15}$/.test(value)) return Number(value);
  throw invalid(key, "must be an integer from 0");
}

export function decodeWireCapture(text: string): WireCapture {
  const fields = decodeObject(text);
  return {
    captureId: idAt(fields, "captureId"),
    maxBytes: integerAt(fields, "maxBytes", 1),
    maxPieces: integerAt(fields, "maxPieces", 1),
    idleMs: integerAt(fields, "idleMs", 1),
  };
}

export function decodeWireAnswer(text: string): WireAnswer {
  const fields = decodeObject(text);
  return {
    pieces: listAt(fields, "pieces", pieceFrom),
    lostPieces: integerAt(fields, "lostPieces"),
    lostBytes: integerAt(fields, "lostBytes"),
  };
}

function pieceFrom(value: unknown): WirePiece {
  const fields = asFields(value, "A piece");
  const type = PIECE_TYPES.find((candidate) => candidate === fields["type"]);
  if (type === undefined) throw wrong("type", PIECE_TYPES.join(" or "));
  return {
    number: integerAt(fields, "number", 1),
    at: timeAt(fields, "at"),
    connection: integerAt(fields, "connection", 1),
    exchange: integerAt(fields, "exchange", 1),
    type,
    offset: integerAt(fields, "offset"),
    bytes: base64At(fields, "bytes"),
  };
}

export function decodeViolationAnswer(text: string): ViolationAnswer {
  const fields = decodeObject(text);
  const { violation, target, end } = fields;
  if (!isWireViolationId(violation)) throw wrong("violation", "one of the table's");
  const known = ECHO_SOCKETS.find((candidate) => candidate === target);
  if (known === undefined) throw wrong("target", ECHO_SOCKETS.join(" or "));
  if (end !== "closed" && end !== "waiting") throw wrong("end", "closed or waiting");
  return {
    violation,
    target: known,
    sent: base64At(fields, "sent"),
    received: base64At(fields, "received"),
    end,
    tookMs: timeAt(fields, "tookMs"),
  };
}

function base64At(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== "string" || value.length % 4 !== 0 || !BASE64.test(value)) throw wrong(key, "base64");
  return value;
}
