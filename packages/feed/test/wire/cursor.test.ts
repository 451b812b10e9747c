import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeCursor, parseCursor, FeedError } from "../../src/wire/index.ts";
import { epoch } from "./arbitraries.ts";

describe("cursor", () => {
  it("[PR10] comes back as it was written", () => {
    fc.assert(
      fc.property(epoch, fc.maxSafeNat(), (epoch, seq) => {
        expect(parseCursor(encodeCursor({ epoch, seq }))).toStrictEqual({ epoch, seq });
      }),
    );
  });

  it("[PR10] has one way to be written", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,4}:[0-9]{1,17}$/), (text) => {
        try {
          expect(encodeCursor(parseCursor(text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FeedError);
        }
      }),
    );
  });

  it.each([
    ["with a part missing", ["", ":", "a", "a:", ":1"]],
    [
      "with a seq written otherwise",
      ["a:01", "a:-1", "a:+1", "a:1.0", "a:1e3", "a:0x1", "a:١", "a:NaN", "a:1:2"],
    ],
    ["with something around it", [" a:1", "a:1 ", "a: 1", "a:1\n", '"a:1"', 'W/"a:1"']],
    ["with an epoch that is none", ["a_b:1", "é:1", `${"a".repeat(33)}:1`]],
    ["with a seq out of range", ["a:9007199254740992", "a:9999999999999999", `a:${"9".repeat(100)}`]],
  ])("[PR10] refuses one %s", (_how, texts) => {
    for (const text of texts) {
      expect(() => parseCursor(text), text).toThrow(expect.objectContaining({ code: "invalid-cursor" }));
    }
  });
});
