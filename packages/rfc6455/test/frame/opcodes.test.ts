import { expect, test } from "vitest";
import { isControl, opcodeName } from "../../src/index.ts";

test("[WS22] names the six opcodes of §5.2 and no other", () => {
  const names = Array.from({ length: 16 }, (_, opcode) => opcodeName(opcode));
  const none = undefined;
  expect(names).toEqual(
    ["continuation", "text", "binary", none, none, none, none, none].concat([
      "close",
      "ping",
      "pong",
      none,
      none,
      none,
      none,
      none,
    ]),
  );
});

test("[WS22] takes the opcodes with the highest bit for control frames, the reserved ones too", () => {
  expect(Array.from({ length: 16 }, (_, opcode) => isControl(opcode))).toEqual([
    ...Array.from({ length: 8 }, () => false),
    ...Array.from({ length: 8 }, () => true),
  ]);
});
