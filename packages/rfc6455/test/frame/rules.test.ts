// Which rule counts when several are broken; what each leads to is in ../conformance.
import { expect, test } from "vitest";
import { createReceiver, type ReceiverOptions, type ViolationName } from "../../src/index.ts";
import { concat, hex, utf8 } from "../bytes.ts";
import { frame, text, type TestFrame } from "../frames.ts";

const OPTIONS: ReceiverOptions = {
  acceptsBinary: false,
  limits: { maxFrameBytes: 200, maxMessageBytes: 300, maxFragments: 3 },
};

function firstViolation(bytes: Uint8Array, options: ReceiverOptions = OPTIONS): ViolationName | undefined {
  let name: ViolationName | undefined;
  const ignore = (): void => {};
  const receiver = createReceiver(
    {
      onMessage: ignore,
      onPing: ignore,
      onPong: ignore,
      onClose: ignore,
      onViolation: (violation) => (name = violation.name),
    },
    options,
  );
  receiver.receive(bytes);
  return name;
}

/** Each breaks what its neighbour breaks as well, and something that comes before it in the order. */
test.each<[ViolationName, TestFrame]>([
  ["reserved-bits", { opcode: 11, reserved: 1, fin: false, key: null }],
  ["reserved-opcode", { opcode: 11, fin: false, announced: 300, key: null }],
  ["fragmented-control", { opcode: 9, fin: false, announced: 300, key: null }],
  ["long-control", { opcode: 9, announced: 300, key: null }],
  ["unmasked", { opcode: 0, key: null, form: 16 }],
  ["nothing-to-continue", { opcode: 0, form: 16 }],
  ["binary-not-accepted", { opcode: 2, form: 64, announced: 70 }],
  ["length-not-shortest", { opcode: 1, form: 64, announced: 201 }],
  ["frame-too-big", { opcode: 1, announced: 301 }],
])("[WS45] counts %s first", (name, broken) => {
  expect(firstViolation(frame(broken))).toBe(name);
});

test("[WS45] counts an unfinished message before the type of the next", () => {
  expect(firstViolation(concat([text("a", { fin: false }), frame({ opcode: 2 })]))).toBe(
    "message-unfinished",
  );
});

test("[WS45] counts a frame's size before the message's, and that before the number of fragments", () => {
  const fragments = [text("x".repeat(150), { fin: false }), frame({ opcode: 0, fin: false })];
  const full = concat([...fragments, frame({ opcode: 0, fin: false })]);
  expect(firstViolation(concat([full, frame({ opcode: 0, announced: 201 })]))).toBe("frame-too-big");
  expect(firstViolation(concat([full, frame({ opcode: 0, announced: 151 })]))).toBe("message-too-big");
  expect(firstViolation(concat([full, frame({ opcode: 0, announced: 150 })]))).toBe("too-many-fragments");
  expect(firstViolation(concat([...fragments, frame({ opcode: 0, payload: utf8("x".repeat(150)) })]))).toBe(
    undefined,
  );
});

test("[WS42] refuses on two bytes, and on a header, what needs no more", () => {
  expect(firstViolation(hex("c1 fe"))).toBe("reserved-bits");
  expect(firstViolation(hex("89 fe"))).toBe("long-control");
  expect(firstViolation(hex("81 7f"))).toBe("unmasked");
  expect(firstViolation(hex("80 fe"))).toBe("nothing-to-continue");
  expect(firstViolation(hex("82 fe"))).toBe("binary-not-accepted");
  expect(firstViolation(hex("81 fe ff ff 00 00 00"))).toBe(undefined);
  expect(firstViolation(hex("81 fe ff ff 00 00 00 00"))).toBe("frame-too-big");
});

test("[WS33] refuses a masked frame on the client's side", () => {
  expect(firstViolation(hex("81 80"), { role: "client" })).toBe("masked");
  expect(firstViolation(hex("81 00"), { role: "client" })).toBe(undefined);
});
