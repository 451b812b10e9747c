// Both ways between this package and `ws`, without damage: each reads what the other writes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createReceiver, createSender, encodeFrame, OPCODES } from "../src/index.ts";
import { concat, toHex, utf8 } from "./bytes.ts";
import { frameWithWs, readWithWs, type Read } from "./ws-oracle.ts";

const written = fc.record({
  opcode: fc.constantFrom(...Object.values(OPCODES)),
  fin: fc.boolean(),
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(new Uint8Array(65_535)),
    fc.constant(new Uint8Array(65_536)),
  ),
  key: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: null }),
});

test("[WS20] [WS21] [WS24] writes the same frames as `ws`", () => {
  fc.assert(
    fc.property(written, ({ key, ...rest }) => {
      const maskKey = key === null ? undefined : Buffer.from(key).readUInt32BE();
      expect(toHex(encodeFrame({ ...rest, maskKey }))).toBe(toHex(frameWithWs({ ...rest, key })));
    }),
  );
});

const messages = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant("text" as const),
      payload: fc.string({ unit: "grapheme", maxLength: 300 }).map(utf8),
    }),
    fc.record({ type: fc.constant("binary" as const), payload: fc.uint8Array({ maxLength: 300 }) }),
    fc.record({
      type: fc.constantFrom("ping" as const, "pong" as const),
      payload: fc.uint8Array({ maxLength: 125 }),
    }),
  ),
);

test.each(["server", "client"] as const)(
  "[WS60] [WS62] [WS64] `ws` reads what a %s's sender writes",
  async (role) => {
    await fc.assert(
      fc.asyncProperty(messages, fc.integer({ min: 0, max: 0xffffffff }), async (list, key) => {
        const sender = createSender(role === "client" ? { nextMaskKey: () => key } : {});
        const frames = list.map(({ type, payload }) => sender[type](payload));
        frames.push(sender.close({ code: 4000, reason: "九" }));
        const { events, refusedWith } = await readWithWs(concat(frames), { isServer: role === "client" });
        expect(refusedWith).toBe(undefined);
        const sent: Read[] = list.map(({ type, payload }) => [type, toHex(payload)]);
        expect(events).toEqual([...sent, ["close", 4000, "九"]]);
      }),
    );
  },
);

test("[WS20] [WS40] [WS41] reads what `ws` writes", () => {
  fc.assert(
    fc.property(messages, fc.uint8Array({ minLength: 4, maxLength: 4 }), (list, key) => {
      const events: Read[] = [];
      const receiver = createReceiver({
        onMessage: (type, payload) => events.push([type, toHex(payload)]),
        onPing: (payload) => events.push(["ping", toHex(payload)]),
        onPong: (payload) => events.push(["pong", toHex(payload)]),
        onClose: ({ code, reason }) => events.push(["close", code ?? 1005, reason]),
        onViolation: ({ name }) => expect.fail(name),
      });
      const frames = list.map(({ type, payload }) =>
        frameWithWs({ opcode: OPCODES[type], fin: true, payload, key }),
      );
      receiver.receive(concat(frames));
      expect(events).toEqual(list.map(({ type, payload }) => [type, toHex(payload)]));
    }),
  );
});
