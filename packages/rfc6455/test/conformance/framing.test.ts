// Autobahn 1 (framing), 2 (pings and pongs), 3 (reserved bits), 4 (opcodes).
import { testCases, type Answer, type Case } from "./run-case.ts";
import { hex, utf8 } from "../bytes.ts";
import { binary, close, frame, ping, pong, text } from "../frames.ts";

const LENGTHS = [0, 125, 126, 127, 128, 65_535, 65_536];

testCases("[WS20] [WS21] [WS24] [WS60]", [
  ...LENGTHS.map((length): Case => ({
    title: `1.1 a text of ${length} bytes`,
    sends: [text("*".repeat(length))],
    answers: [["text", "*".repeat(length)]],
  })),
  ...LENGTHS.map((length): Case => ({
    title: `1.2 ${length} bytes of binary`,
    sends: [binary(new Uint8Array(length).fill(0xfe))],
    answers: [["binary", new Uint8Array(length).fill(0xfe)]],
  })),
  {
    title: "1 a text masked with zeros",
    sends: [text("Hello", { key: new Uint8Array(4) })],
    answers: [["text", "Hello"]],
  },
]);

const ten = Array.from({ length: 10 }, (_, index) => `payload-${index}`);

testCases("[WS32] [WS58]", [
  { title: "2.1 a ping without payload", sends: [ping()], answers: [["pong", ""]] },
  { title: "2.2 a ping with text", sends: [ping("Hello, world!")], answers: [["pong", "Hello, world!"]] },
  {
    title: "2.3 a ping with bytes that are no text",
    sends: [frame({ opcode: 9, payload: hex("00 ff fe fd fc fb 00 ff") })],
    answers: [["pong", hex("00 ff fe fd fc fb 00 ff")]],
  },
  { title: "2.4 a ping of 125 bytes", sends: [ping("x".repeat(125))], answers: [["pong", "x".repeat(125)]] },
  { title: "2.5 a ping of 126 bytes", sends: [ping("x".repeat(126))], closes: 1002, breaks: "long-control" },
  { title: "2.7 a pong nobody asked for", sends: [pong()] },
  { title: "2.8 a pong with payload nobody asked for", sends: [pong("unasked")] },
  { title: "2.9 that, and a ping", sends: [pong("unasked"), ping("asked")], answers: [["pong", "asked"]] },
  {
    title: "2.10 ten pings",
    sends: ten.map((payload) => ping(payload)),
    answers: ten.map((payload): Answer => ["pong", payload]),
  },
]);

testCases("[WS30]", [
  ...[1, 2, 3, 4, 5, 6, 7].map((reserved): Case => ({
    title: `3.${reserved} a text, a text with reserved bits ${reserved}, a ping`,
    sends: [text("Hello"), text("Hello", { reserved }), ping()],
    answers: [["text", "Hello"]],
    closes: 1002,
    breaks: "reserved-bits",
  })),
  {
    title: "3 a ping with a reserved bit",
    sends: [ping("", { reserved: 4 })],
    closes: 1002,
    breaks: "reserved-bits",
  },
  {
    title: "3 a Close frame with a reserved bit",
    sends: [close(1000, "", { reserved: 1 })],
    closes: 1002,
    breaks: "reserved-bits",
  },
]);

testCases(
  "[WS31]",
  [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode): Case[] => [
    {
      title: `4 opcode ${opcode} first`,
      sends: [frame({ opcode })],
      closes: 1002,
      breaks: "reserved-opcode",
    },
    {
      title: `4 a text, opcode ${opcode} with payload, a ping`,
      sends: [text("Hello"), frame({ opcode, payload: utf8("reserved") }), ping()],
      answers: [["text", "Hello"]],
      closes: 1002,
      breaks: "reserved-opcode",
    },
  ]),
);

testCases("[WS33] [WS34]", [
  {
    title: "a text that is not masked",
    sends: [text("Hello", { key: null })],
    closes: 1002,
    breaks: "unmasked",
  },
  {
    title: "an empty ping that is not masked",
    sends: [ping("", { key: null })],
    closes: 1002,
    breaks: "unmasked",
  },
  {
    title: "a Close frame that is not masked",
    sends: [close(1000, "", { key: null })],
    closes: 1002,
    breaks: "unmasked",
  },
  {
    title: "5 bytes in 16 bits",
    sends: [text("Hello", { form: 16 })],
    closes: 1002,
    breaks: "length-not-shortest",
  },
  {
    title: "5 bytes in 64 bits",
    sends: [text("Hello", { form: 64 })],
    closes: 1002,
    breaks: "length-not-shortest",
  },
  {
    title: "125 bytes in 16 bits",
    sends: [text("x".repeat(125), { form: 16 })],
    closes: 1002,
    breaks: "length-not-shortest",
  },
  {
    title: "65,535 bytes in 64 bits",
    sends: [text("x".repeat(65_535), { form: 64 })],
    closes: 1002,
    breaks: "length-not-shortest",
  },
  {
    title: "a length with the highest bit set",
    sends: [hex("82 ff 80 00 00 00 00 00 00 01 00 00 00 00")],
    closes: 1002,
    breaks: "length-sign-bit",
  },
]);
