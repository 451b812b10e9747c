import { describe, expect, test } from "vitest";
import { createBinaryBroadcast, createSender, createTextBroadcast } from "../../src/index.ts";
import { toHex, utf8 } from "../bytes.ts";

describe("a server's sender", () => {
  const sender = createSender();

  test.each([
    ["text of a string", sender.text("Hello"), "81 05 48 65 6c 6c 6f"],
    ["text of bytes", sender.text(utf8("九")), "81 03 e4 b9 9d"],
    ["text with a lone surrogate", sender.text("\ud800"), "81 03 ef bf bd"],
    ["binary", sender.binary(Uint8Array.of(0, 255)), "82 02 00 ff"],
    ["ping", sender.ping(utf8("Hello")), "89 05 48 65 6c 6c 6f"],
    ["pong", sender.pong(new Uint8Array(0)), "8a 00"],
    ["close", sender.close({ code: 1000, reason: "bye" }), "88 05 03 e8 62 79 65"],
    ["close without a code", sender.close({ code: undefined, reason: "" }), "88 00"],
  ])("[WS60] [WS64] frames %s", (_title, bytes, expected) => {
    expect(toHex(bytes)).toBe(expected);
  });

  test("[WS61] takes 125 bytes for a ping or a pong, and no more", () => {
    for (const frame of [sender.ping, sender.pong]) {
      expect(frame(new Uint8Array(125)).length).toBe(127);
      expect(() => frame(new Uint8Array(126))).toThrow(RangeError);
    }
  });

  test("[WS1] [WS3] copies the payload into memory of the platform", () => {
    const memory: Uint8Array[] = [];
    const { binary } = createSender({
      allocate(byteLength) {
        memory.push(new Uint8Array(byteLength).fill(0xee));
        return memory[0]!;
      },
    });
    const payload = Uint8Array.of(1, 2, 3);
    expect(binary(payload)).toBe(memory[0]);
    payload.fill(9);
    expect(toHex(memory[0]!)).toBe("82 03 01 02 03");
  });
});

test("[WS62] a client's sender masks each frame with the next key", () => {
  let key = 0x37fa213d;
  const sender = createSender({ nextMaskKey: () => key++ });
  expect(toHex(sender.text("Hello"))).toBe("81 85 37 fa 21 3d 7f 9f 4d 51 58");
  expect(toHex(sender.ping(new Uint8Array(4)))).toBe("89 84 37 fa 21 3e 37 fa 21 3e");
  expect(toHex(sender.close({ code: undefined, reason: "" }))).toBe("88 80 37 fa 21 3f");
});

test("[WS63] frames a broadcast", () => {
  expect(toHex(createTextBroadcast("Hello").bytes)).toBe("81 05 48 65 6c 6c 6f");
  expect(toHex(createTextBroadcast(utf8("九")).bytes)).toBe("81 03 e4 b9 9d");
  expect(toHex(createBinaryBroadcast(Uint8Array.of(0)).bytes)).toBe("82 01 00");
});
