import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBase64 } from "../../src/handshake/base64.ts";
import { utf8 } from "../bytes.ts";

test.each([
  // RFC 4648 §10.
  ["", ""],
  ["f", "Zg=="],
  ["fo", "Zm8="],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg=="],
  ["fooba", "Zm9vYmE="],
  ["foobar", "Zm9vYmFy"],
])("[WS16] writes %j as %j", (text, base64) => {
  expect(encodeBase64(utf8(text))).toBe(base64);
});

test("[WS16] agrees with another implementation", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    }),
  );
});
