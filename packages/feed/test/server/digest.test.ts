import canonicalize from "canonicalize";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../src/testing/digest-of.ts";
import { DecodeError } from "../../src/wire/decode-error.ts";
import { canonicalJson, formatDigest, hashText, parseDigest } from "../../src/wire/digest.ts";

const text = fc.string({ unit: "binary" });
const json = fc.jsonValue({ stringUnit: "binary" });

describe("[PR111] the digest", () => {
  it.each([
    // FNV-1a's own vectors ("" → 811c9dc5, "a" → e40c292c) with the finaliser of MurmurHash3 applied to them.
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("hashes %j as FNV-1a does, finished as MurmurHash3 is", (given, fnv) => {
    expect(formatDigest(hashText(given))).toBe(finished(fnv));
  });

  it("has the values that the contract gives", () => {
    const rows = [{ symbol: "ACME", price: 12.5 }];
    expect([hashText(""), hashText("a")].map((hash) => formatDigest(hash))).toEqual(["ab3e7c0b", "1a80b1b3"]);
    expect([digestOf({}, []), digestOf({ market: "open" }, rows)]).toEqual(["3ff9b36c", "def24852"]);
    const sum = hashText(canonicalJson({ market: "open" })) + hashText(canonicalJson(rows[0]));
    expect(formatDigest(sum)).toBe("def24852");
  });

  it("has the bytes of UTF-8, whatever the text", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(formatDigest(hashText(canonicalJson(given)))).toBe(digestOf(given, []));
      }),
    );
    expect(formatDigest(hashText('"é龙🐉"'))).toBe(digestOf("é龙🐉", []));
  });

  it("writes what RFC 8785 writes", () => {
    fc.assert(
      fc.property(json, (value) => {
        const sent: unknown = JSON.parse(JSON.stringify(value));
        expect(canonicalJson(sent)).toBe(canonicalize(sent));
      }),
    );
    const named = {
      "\u20ac": 1,
      "\r": 2,
      "\ufb33": 3,
      "1": 4,
      "\ud83d\ude00": 5,
      "\u0080": 6,
      "\u00f6": 7,
      "10": 8,
      "9": 9,
    };
    expect(canonicalJson(named)).toBe(canonicalize(named));
    const numbers = [333_333_333.333_333_3, 1e30, 4.5, 2e-3, 1e-27, -0, 1e21, 5e-324];
    expect(canonicalJson(numbers)).toBe(canonicalize(numbers));
  });

  it("does not depend on the order of rows, and does on each", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 20 }), (ids) => {
        const rows = ids.map((id) => ({ id }));
        expect(digestOf({}, rows.toReversed())).toBe(digestOf({}, rows));
        expect(digestOf({}, rows.slice(1))).not.toBe(digestOf({}, rows));
      }),
    );
  });

  it.each(["", "0123abc", "0123ABCD", "0123abcdx", " 123abcd", 1, null])(
    "is refused when it is %j",
    (value) => {
      expect(() => parseDigest(value)).toThrow(DecodeError);
    },
  );
});

/** MurmurHash3's fmix32 in integers of any size. */
function finished(fnv: number): string {
  let h = BigInt(fnv);
  for (const [shift, factor] of [
    [16n, 0x85ebca6bn],
    [13n, 0xc2b2ae35n],
  ] as const)
    h = ((h ^ (h >> shift)) * factor) & 0xffffffffn;
  return (h ^ (h >> 16n)).toString(16).padStart(8, "0");
}
