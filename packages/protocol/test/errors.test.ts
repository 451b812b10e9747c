import { describe, expect, it } from "vitest";
import { ERRORS, isErrorCode, ProtocolError, toProblem } from "../src/index.ts";

describe("problem details", () => {
  it("[PR30] have the members of RFC 9457 and the code", () => {
    expect(toProblem(new ProtocolError("cooldown", "Not yet.", 1_250))).toStrictEqual({
      type: "urn:hydra:error:cooldown",
      title: ERRORS.cooldown.title,
      status: 409,
      code: "cooldown",
      detail: "Not yet.",
      retryAfterMs: 1_250,
    });
  });

  it("[PR30] leave out a detail that only repeats the title", () => {
    expect(toProblem(new ProtocolError("internal"))).toStrictEqual({
      type: "urn:hydra:error:internal",
      title: ERRORS.internal.title,
      status: 500,
      code: "internal",
    });
  });

  it.each(Object.entries(ERRORS))(
    "[PR31] give %s a 4xx or 5xx status and a title",
    (code, { status, title }) => {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).not.toBe("");
    },
  );

  it("[PR31] have their codes and nothing else", () => {
    for (const code of Object.keys(ERRORS)) expect(isErrorCode(code)).toBe(true);
    for (const other of ["", "toString", "__proto__", 7, null, ["internal"]])
      expect(isErrorCode(other)).toBe(false);
  });
});
