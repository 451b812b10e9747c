import { createConnection } from "@hydra/rfc6455";
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeTextFrames } from "../../../src/server/websocket/text-frames.ts";

/** What a client reads from the bytes. */
function read(bytes: Uint8Array): string[] {
  const texts: string[] = [];
  const client = createConnection(
    {
      write: () => undefined,
      end: () => undefined,
      onMessage: (_type, payload) => texts.push(Buffer.from(payload).toString()),
      onPong: () => undefined,
      onClose: () => undefined,
    },
    { nextMaskKey: () => 0 },
  );
  client.receive(bytes);
  return texts;
}

it("frames several texts so that each arrives as a message of its own", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ minLength: 126, maxLength: 400 }));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), (texts) => {
      expect(read(encodeTextFrames(texts).bytes)).toEqual(texts);
    }),
  );
});
