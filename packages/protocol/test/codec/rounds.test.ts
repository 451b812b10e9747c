// What the server reads of addresses of rounds.
import { describe, expect, it } from "vitest";
import { parseFameQuery, parseRound, parseRoundsQuery, ProtocolError } from "../../src/index.ts";

function codeOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
  }
  return "none";
}

describe("parameters of rounds", () => {
  it("[PR140] are read, and have defaults", () => {
    expect(parseRoundsQuery({ before: "17", limit: "3", rows: "1" })).toStrictEqual({
      before: 17,
      limit: 3,
      rows: 1,
    });
    expect(parseRoundsQuery({ before: "", limit: "", rows: "" })).toStrictEqual(parseRoundsQuery({}));
    expect(parseRoundsQuery({})).toStrictEqual({ before: Infinity, limit: 20, rows: 100 });
    expect(parseFameQuery({})).toStrictEqual({ limit: 100 });
    expect(parseFameQuery({ limit: "5" })).toStrictEqual({ limit: 5 });
  });

  it("[PR140] [PR143] are refused out of their range", () => {
    for (const before of ["0", "-1", "x", "1.5", ["1", "2"], "1e3", "9".repeat(20)])
      expect(codeOf(() => parseRoundsQuery({ before }))).toBe("invalid-cursor");
    for (const limit of ["0", "21", "-1", "x", ["1"]])
      expect(codeOf(() => parseRoundsQuery({ limit }))).toBe("invalid-body");
    for (const rows of ["0", "101", "1.5"])
      expect(codeOf(() => parseRoundsQuery({ rows }))).toBe("invalid-body");
    for (const limit of ["0", "101", "x"])
      expect(codeOf(() => parseFameQuery({ limit }))).toBe("invalid-body");
  });

  it("[PR141] a number that no round has is an unknown round", () => {
    expect(parseRound("12")).toBe(12);
    for (const text of ["0", "-1", "x", "", "1.0", "01", "9".repeat(17)])
      expect(
        codeOf(() => parseRound(text)),
        text,
      ).toBe("unknown-round");
  });
});
