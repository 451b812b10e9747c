import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha1 } from "../../src/handshake/sha1.ts";
import { toHex, utf8 } from "../bytes.ts";

test.each([
  // RFC 3174 §7.3, TEST1 to TEST4.
  ["abc", 1, "a9 99 3e 36 47 06 81 6a ba 3e 25 71 78 50 c2 6c 9c d0 d8 9d"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    1,
    "84 98 3e 44 1c 3b d2 6e ba ae 4a a1 f9 51 29 e5 e5 46 70 f1",
  ],
  ["a", 1_000_000, "34 aa 97 3c d4 c4 da a4 f6 1e eb 2b db ad 27 31 65 34 01 6f"],
  ["01234567".repeat(8), 10, "de a3 56 a2 cd dd 90 c7 a7 ec ed c5 eb b5 63 93 4f 46 04 52"],
  ["", 1, "da 39 a3 ee 5e 6b 4b 0d 32 55 bf ef 95 60 18 90 af d8 07 09"],
])("[WS16] has the digest of RFC 3174 for %j, %i times", (message, times, digest) => {
  expect(toHex(sha1(utf8(message.repeat(times))))).toBe(digest);
});

test("[WS16] agrees with another implementation at every length around a block's end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
      expect(toHex(sha1(message))).toBe(toHex(createHash("sha1").update(message).digest()));
    }),
  );
});
