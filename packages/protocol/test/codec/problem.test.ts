import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeProblem, ERRORS, ProtocolError, toErrorMessage, toProblem } from "../../src/index.ts";
import { anyText, errorCode } from "../arbitraries.ts";

describe("decodeProblem", () => {
  const retryAfterMs = fc.option(fc.maxSafeNat(), { nil: undefined });
  const detail = fc.option(fc.string({ minLength: 1, maxLength: 500 }), { nil: undefined });

  it("[PR30] gives the error that was sent", () => {
    fc.assert(
      fc.property(errorCode, detail, retryAfterMs, (code, detail, after) => {
        const sent = new ProtocolError(code, detail, after);
        const read = decodeProblem(ERRORS[code].status, JSON.stringify(toProblem(sent)));
        expect(read).toBeInstanceOf(ProtocolError);
        expect(read).toMatchObject({ code, message: sent.message, retryAfterMs: after });
      }),
    );
  });

  it.each([
    [400, "invalid-body"],
    [401, "unauthenticated"],
    [403, "forbidden-origin"],
    [404, "not-found"],
    [405, "method-not-allowed"],
    [409, "invalid-body"],
    [413, "body-too-large"],
    [415, "unsupported-media-type"],
    [418, "invalid-body"],
    [421, "unknown-host"],
    [426, "upgrade-required"],
    [429, "rate-limited"],
    [500, "internal"],
    [502, "unavailable"],
    [503, "unavailable"],
    [504, "unavailable"],
    [599, "internal"],
    [200, "internal"],
    [0, "internal"],
    [Number.NaN, "internal"],
  ])("[PR34] falls back from status %i to %s", (status, code) => {
    for (const text of [
      "",
      "<html>Bad Gateway</html>",
      "null",
      "[]",
      "{}",
      '{"code":"toString"}',
      '{"code":7}',
    ]) {
      const error = decodeProblem(status, text);
      expect(error.code).toBe(code);
      expect(error.message).toBe(`The server answered ${status}.`);
    }
  });

  it("[PR34] falls back to the code of every status that only one code has", () => {
    const statuses = Object.values(ERRORS).map(({ status }) => status);
    for (const [code, { status }] of Object.entries(ERRORS)) {
      if (statuses.filter((other) => other === status).length === 1) {
        expect(decodeProblem(status, "").code).toBe(code);
      }
    }
  });

  it("[PR34] keeps what an unknown error has for people", () => {
    const error = decodeProblem(409, '{"code":"later","detail":"Not on Sundays.","retryAfterMs":5}');
    expect(error).toMatchObject({ code: "invalid-body", message: "Not on Sundays.", retryAfterMs: 5 });
  });

  it.each(["-1", "null", '"5"', "1e999", "{}", "[5]"])("[PR32] ignores the retryAfterMs %s", (text) => {
    expect(decodeProblem(409, `{"code":"cooldown","retryAfterMs":${text}}`).retryAfterMs).toBeUndefined();
  });

  it("[PR30] cuts a detail that is too long to be read", () => {
    const text = JSON.stringify({ code: "internal", detail: "x".repeat(10_000) });
    expect(decodeProblem(500, text).message).toHaveLength(500);
  });

  it("[PR34] is total", () => {
    fc.assert(
      fc.property(fc.integer(), anyText, (status, text) => {
        const error = decodeProblem(status, text);
        expect(Object.hasOwn(ERRORS, error.code)).toBe(true);
        expect(error.message).not.toBe("");
      }),
    );
  });
});

describe("toErrorMessage", () => {
  it("[PR49] writes only what there is to write", () => {
    expect(toErrorMessage(new ProtocolError("unauthenticated"))).toStrictEqual({
      type: "error",
      code: "unauthenticated",
    });
    expect(toErrorMessage(new ProtocolError("cooldown", "Wait.", 250), "c-1")).toStrictEqual({
      type: "error",
      commandId: "c-1",
      code: "cooldown",
      detail: "Wait.",
      retryAfterMs: 250,
    });
  });
});
