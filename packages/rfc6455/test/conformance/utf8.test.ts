// Autobahn 6 (UTF-8).
import { describe, expect, test } from "vitest";
import { testCases, type Case } from "./run-case.ts";
import { UTF8_CASES } from "./kuhn.ts";
import { concat, hex, octets, utf8 } from "../bytes.ts";
import { echo } from "../echo.ts";
import { frame, more, ping } from "../frames.ts";

const first = { fin: false } as const;
const KOSME = hex("ce ba e1 bd b9 cf 83 ce bc ce b5");
const TOO_LARGE = hex("f4 90 80 80");

testCases("[WS38]", [
  { title: "6.1.1 no bytes", sends: [frame({ opcode: 1 })], answers: [["text", ""]] },
  {
    title: "6.1.3 bytes in the middle one of three fragments only",
    sends: [frame({ opcode: 1, ...first }), more("middle", first), more("")],
    answers: [["text", "middle"]],
  },
  {
    title: "6.2.3 a fragment a byte",
    sends: [
      ...octets(KOSME).map((payload, index) => frame({ opcode: index === 0 ? 1 : 0, payload, ...first })),
      more(""),
    ],
    answers: [["text", KOSME]],
  },
  {
    title: "6.2 a character over two fragments with a ping between",
    sends: [
      frame({ opcode: 1, payload: KOSME.subarray(0, 3), ...first }),
      ping("\u00ff"),
      frame({ opcode: 0, payload: KOSME.subarray(3) }),
    ],
    answers: [
      ["pong", "\u00ff"],
      ["text", KOSME],
    ],
  },
  {
    title: "6.3.2 a wrong byte, a fragment a byte",
    sends: octets(concat([KOSME, hex("ed a0 80 65 64 69 74 65 64")])).map((payload, index) =>
      frame({ opcode: index === 0 ? 1 : 0, payload, ...first }),
    ),
    closes: 1007,
    breaks: "invalid-utf8",
  },
  {
    title: "6 a text that ends within a character",
    sends: [frame({ opcode: 1, payload: hex("e4 b9"), ...first }), more("")],
    closes: 1007,
    breaks: "invalid-utf8",
  },
  {
    title: "6 binary is not looked at",
    sends: [frame({ opcode: 2, payload: hex("ff fe 80 c0") })],
    answers: [["binary", hex("ff fe 80 c0")]],
  },
]);

testCases(
  "[WS38]",
  UTF8_CASES.map(({ title, bytes, isValid }): Case => ({
    title,
    sends: [frame({ opcode: 1, payload: bytes })],
    ...(isValid ? { answers: [["text", bytes]] } : { closes: 1007, breaks: "invalid-utf8" }),
  })),
);

describe("failing fast", () => {
  const isRefused = (bytes: readonly Uint8Array[]): boolean =>
    echo(bytes).steps.some(([step]) => step === "closed");

  test("[WS38] 6.4.1 refuses in the second of three fragments", () => {
    const sends = [
      frame({ opcode: 1, payload: KOSME, ...first }),
      frame({ opcode: 0, payload: TOO_LARGE, ...first }),
    ];
    expect(isRefused(sends.slice(0, 1))).toBe(false);
    expect(isRefused(sends)).toBe(true);
  });

  test("[WS38] 6.4.3 refuses in the middle of a frame, on the byte", () => {
    const payload = concat([KOSME, TOO_LARGE, utf8("edited")]);
    const bytes = frame({ opcode: 1, payload });
    // 6 bytes of header, 11 and F4, and 90 is the one that cannot be right.
    expect(isRefused([bytes.subarray(0, 6 + 12)])).toBe(false);
    expect(isRefused([bytes.subarray(0, 6 + 13)])).toBe(true);
    expect(isRefused(octets(bytes.subarray(0, 6 + 12)))).toBe(false);
    expect(isRefused(octets(bytes.subarray(0, 6 + 13)))).toBe(true);
  });
});
