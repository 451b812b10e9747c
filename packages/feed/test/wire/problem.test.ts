import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FEED_ERRORS, FeedError, isOwnProblem, readProblem, toProblem } from "../../src/wire/index.ts";

const code = fc.constantFrom(...(Object.keys(FEED_ERRORS) as (keyof typeof FEED_ERRORS)[]));
const detail = fc.option(fc.string({ minLength: 1, maxLength: 500 }), { nil: undefined });
const retryAfterMs = fc.option(fc.maxSafeNat(), { nil: undefined });

describe("a problem", () => {
  it("[PR30] is read as it was written, and is known for the server's own", () => {
    fc.assert(
      fc.property(code, detail, retryAfterMs, (code, detail, after) => {
        const sent = new FeedError(code, detail, after);
        const text = JSON.stringify(toProblem(sent));
        const { message, status } = sent;
        expect(readProblem(status, text)).toMatchObject({ code, status, message, retryAfterMs: after });
        expect(isOwnProblem(status, text)).toBe(true);
        expect(isOwnProblem(status + 1, text)).toBe(false);
      }),
    );
  });

  it("[PR34] of a contract on top keeps its code", () => {
    const text = '{"code":"cooldown","title":"Not ready","detail":"Not yet.","retryAfterMs":5}';
    expect(readProblem(409, text)).toMatchObject({ code: "cooldown", message: "Not yet.", retryAfterMs: 5 });
  });

  it("[PR34] is read from any status and any text", () => {
    fc.assert(
      fc.property(fc.integer(), fc.oneof(fc.string(), fc.json()), (status, text) => {
        const error = readProblem(status, text);
        expect(error.code).not.toBe("");
        expect(error.message).not.toBe("");
      }),
    );
  });
});
