// Autobahn 7 (close handling).
import { testCases, type Case } from "./run-case.ts";
import { hex, utf8 } from "../bytes.ts";
import { close, frame, more, ping, text } from "../frames.ts";

const bye = { closes: 1000 } as const;

testCases("[WS51] [WS53]", [
  {
    title: "7.1.1 a text, then close",
    sends: [text("Hello"), close(1000)],
    answers: [["text", "Hello"]],
    ...bye,
  },
  { title: "7.1.2 close twice", sends: [close(1000), close(1000)], ...bye },
  { title: "7.1.3 a ping after close", sends: [close(1000), ping("late")], ...bye },
  { title: "7.1.4 a text after close", sends: [close(1000), text("late")], ...bye },
  { title: "7.1.5 close within a text", sends: [text("a", { fin: false }), close(1000), more("b")], ...bye },
  {
    title: "7.1.6 a long text, close, a ping",
    sends: [text("BAsd7&jh23".repeat(2_000)), close(1000), ping()],
    answers: [["text", "BAsd7&jh23".repeat(2_000)]],
    ...bye,
  },
  { title: "7 rubbish after close", sends: [close(1000), hex("ff ff ff ff ff ff")], ...bye },
  { title: "7.3.1 close without payload", sends: [close()], closes: "none" },
  { title: "7.3.3 close with a code", sends: [close(1000)], ...bye },
  { title: "7.3.4 close with a reason", sends: [close(1000, "Hello World!")], ...bye },
  { title: "7.3.5 close with the longest reason", sends: [close(1000, "*".repeat(123))], ...bye },
]);

testCases("[WS39] [WS32] [WS54]", [
  {
    title: "7.3.2 close with a payload of one byte",
    sends: [frame({ opcode: 8, payload: utf8("a") })],
    closes: 1002,
    breaks: "truncated-close-code",
  },
  {
    title: "7.3.6 close with too long a reason",
    sends: [close(1000, "*".repeat(124))],
    closes: 1002,
    breaks: "long-control",
  },
  {
    title: "7.5.1 close with a reason that is not UTF-8",
    sends: [close(1000, hex("ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65"))],
    closes: 1007,
    breaks: "invalid-close-reason",
  },
  {
    title: "7 close in two",
    sends: [close(1000, "", { fin: false })],
    closes: 1002,
    breaks: "fragmented-control",
  },
]);

const VALID_CODES = [
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
];
const INVALID_CODES = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];

testCases(
  "[WS39] [WS51]",
  VALID_CODES.map((code): Case => ({ title: `7.7 code ${code}`, sends: [close(code)], closes: code })),
);

testCases(
  "[WS39]",
  INVALID_CODES.map((code): Case => ({
    title: `7.9 code ${code}`,
    sends: [close(code)],
    closes: 1002,
    breaks: "invalid-close-code",
  })),
);
