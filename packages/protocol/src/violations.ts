// What the bad-frame bench can do to an echo socket: a fixed table, so that no client sends bytes of its own through
// the server. The bytes are the server's (lab/wire); the rules are numbered in packages/rfc6455/SPEC.md. SPEC PR96–PR98.
import type { EchoSocketName } from "./routes.ts";

/** What a violation breaks. */
export interface WireViolation {
  readonly group: "framing" | "text" | "closing" | "handshake";
  /** Of RFC 6455. */
  readonly section: string;
  /** Of packages/rfc6455/SPEC.md. */
  readonly rule: string;
  /** The right answer: a close code of RFC 6455 §7.4.1, or an HTTP status, of which it names only some. */
  readonly expected: number;
}

const bits = { group: "framing", section: "§5.2", rule: "WS30", expected: 1002 } as const;
const opcode = { group: "framing", section: "§5.2", rule: "WS31", expected: 1002 } as const;
const control = { group: "framing", section: "§5.5", rule: "WS32", expected: 1002 } as const;
const length = { group: "framing", section: "§5.2", rule: "WS34", expected: 1002 } as const;
const sequence = { group: "framing", section: "§5.4", rule: "WS35", expected: 1002 } as const;
const text = { group: "text", section: "§8.1", rule: "WS38", expected: 1007 } as const;
const closeCode = { group: "closing", section: "§7.4", rule: "WS39", expected: 1002 } as const;
const handshake = (rule: string, section: string, expected = 400): WireViolation => ({
  group: "handshake",
  section,
  rule,
  expected,
});

const TABLE = {
  unmasked: { group: "framing", section: "§5.1", rule: "WS33", expected: 1002 },
  rsv1: bits,
  rsv2: bits,
  rsv3: bits,
  "opcode-3": opcode,
  "opcode-4": opcode,
  "opcode-5": opcode,
  "opcode-6": opcode,
  "opcode-7": opcode,
  "opcode-b": opcode,
  "opcode-c": opcode,
  "opcode-d": opcode,
  "opcode-e": opcode,
  "opcode-f": opcode,
  "fragmented-ping": control,
  "fragmented-close": control,
  "long-ping": control,
  "nothing-to-continue": sequence,
  "message-unfinished": sequence,
  "length-16-not-shortest": length,
  "length-64-not-shortest": length,
  "length-top-bit": length,
  "message-too-big": { group: "framing", section: "§10.4", rule: "WS36", expected: 1009 },
  "utf8-whole": text,
  "utf8-early": text,
  "utf8-split": text,
  "utf8-surrogate": text,
  "utf8-unfinished": text,
  "close-one-byte": { group: "closing", section: "§5.5.1", rule: "WS39", expected: 1002 },
  "close-0": closeCode,
  "close-999": closeCode,
  "close-1004": closeCode,
  "close-1005": closeCode,
  "close-1006": closeCode,
  "close-1015": closeCode,
  "close-2999": closeCode,
  "close-5000": closeCode,
  "close-reason-utf8": { group: "closing", section: "§5.5.1", rule: "WS39", expected: 1007 },
  "method-post": handshake("WS10", "§4.2.1, 1", 405),
  "http-1.0": handshake("WS10", "§4.2.1, 1"),
  "no-host": handshake("WS11", "§4.2.1, 2"),
  "no-upgrade": handshake("WS12", "§4.2.1, 3", 426),
  // To Node a request without it is no upgrade at all.
  "no-connection": handshake("WS13", "§4.2.1, 4", 426),
  "no-version": handshake("WS14", "§4.2.1, 6", 426),
  "version-8": handshake("WS14", "§4.4", 426),
  "no-key": handshake("WS15", "§4.2.1, 5"),
  "short-key": handshake("WS15", "§4.2.1, 5"),
} as const satisfies Record<string, WireViolation>;

export type WireViolationId = keyof typeof TABLE;

/** Every violation, in the order people see them. */
export const WIRE_VIOLATIONS: Readonly<Record<WireViolationId, WireViolation>> = TABLE;
export const WIRE_VIOLATION_IDS: readonly WireViolationId[] = Object.keys(TABLE).filter(isWireViolationId);

export function isWireViolationId(value: unknown): value is WireViolationId {
  return typeof value === "string" && Object.hasOwn(TABLE, value);
}

/** The body of `POST /api/lab/wire/violations`. */
export interface ViolationRequest {
  readonly violation: WireViolationId;
  readonly target: EchoSocketName;
}

/** What happened, byte for byte. */
export interface ViolationAnswer extends ViolationRequest {
  /** Everything that was sent, and everything that came back, in base64; the handshake included. */
  readonly sent: string;
  readonly received: string;
  /** Whether the server ended the connection, or sent nothing until the bench had waited long enough. */
  readonly end: "closed" | "waiting";
  /** From the last byte sent to the end. */
  readonly tookMs: number;
}
