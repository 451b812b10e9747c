import { describe, expect, test } from "vitest";
import { closeReasonOf, describeViolation, isSendableCloseCode, VIOLATION_NAMES } from "../../src/index.ts";
import {
  decodeClosePayload,
  encodeClosePayload,
  MAX_CLOSE_REASON_BYTES,
} from "../../src/message/close-payload.ts";
import { hex, toHex, utf8 } from "../bytes.ts";

test("[WS39] accepts every code that may be sent", () => {
  const sendable = Array.from({ length: 65_536 }, (_, code) => code).filter(isSendableCloseCode);
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  expect(sendable).toEqual([...range(1000, 1003), ...range(1007, 1014), ...range(3000, 4999)]);
});

describe("reading a Close frame's payload", () => {
  test.each([
    ["", { code: undefined, reason: "" }],
    ["03 e8", { code: 1000, reason: "" }],
    ["03 e8 62 79 65", { code: 1000, reason: "bye" }],
    ["13 87 e4 b9 9d", { code: 4999, reason: "九" }],
    ["03", "truncated-close-code"],
    ["00 00", "invalid-close-code"],
    ["03 ed", "invalid-close-code"],
    ["13 88", "invalid-close-code"],
    ["03 ed ff", "invalid-close-code"],
    ["03 e8 ff", "invalid-close-reason"],
    ["03 e8 e4 b9", "invalid-close-reason"],
  ])("[WS39] %j", (bytes, expected) => {
    expect(decodeClosePayload(hex(bytes))).toEqual(expected);
  });
});

describe("writing a Close frame's payload", () => {
  test("[WS64] writes what can be read", () => {
    expect(toHex(encodeClosePayload({ code: undefined, reason: "" }))).toBe("");
    expect(toHex(encodeClosePayload({ code: 1001, reason: "九" }))).toBe("03 e9 e4 b9 9d");
    const longest = { code: 4000, reason: "九".repeat(41) };
    expect(utf8(longest.reason).length).toBe(MAX_CLOSE_REASON_BYTES);
    expect(decodeClosePayload(encodeClosePayload(longest))).toEqual(longest);
  });

  test.each([
    ["a code for telling only", { code: 1005, reason: "" }],
    ["a code of no registry", { code: 5000, reason: "" }],
    ["no integer", { code: 3000.5, reason: "" }],
    ["not a number", { code: Number.NaN, reason: "" }],
    ["a reason without a code", { code: undefined, reason: "why" }],
    ["a reason that is too long in bytes", { code: 1000, reason: "九".repeat(42) }],
  ])("[WS64] refuses %s", (_title, close) => {
    expect(() => encodeClosePayload(close)).toThrow(RangeError);
  });
});

test.each(VIOLATION_NAMES)("[WS54] [WS64] can send why it closes upon %s", (name) => {
  const violation = describeViolation(name);
  const reason = closeReasonOf(violation);
  expect(reason).toContain(`RFC 6455 ${violation.section}`);
  expect(encodeClosePayload({ code: violation.closeCode, reason }).length).toBeLessThanOrEqual(125);
});
