// 7 (close handling).
import type { Case } from "./case.ts";
import { hex, utf8 } from "../../bytes.ts";
import { close, frame, more, ping, text } from "../../frames.ts";

const bye = { closes: 1000 } as const;
const LONG = "BAsd7&jh23".repeat(26_215).slice(0, 262_144);

const VALID_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const LATER_CODES = [1012, 1013, 1014];
const INVALID_CODES = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
const OTHER_CODES = [1, 1015, 2001];

const echoed = (id: string, code: number): Case => ({
  id,
  title: `code ${code}`,
  sends: [close(code)],
  closes: code,
});
const refused = (id: string, code: number): Case => ({
  id,
  title: `code ${code}`,
  sends: [close(code)],
  closes: 1002,
  breaks: "invalid-close-code",
});

export const CLOSE_HANDLING: readonly Case[] = [
  {
    id: "7.1.1",
    title: "a text, then close",
    sends: [text("Hello"), close(1000)],
    answers: [["text", "Hello"]],
    ...bye,
  },
  { id: "7.1.2", title: "close twice", sends: [close(1000), close(1000)], ...bye },
  { id: "7.1.3", title: "a ping after close", sends: [close(1000), ping("late")], ...bye },
  { id: "7.1.4", title: "a text after close", sends: [close(1000), text("late")], ...bye },
  {
    id: "7.1.5",
    title: "close within a text",
    sends: [text("a", { fin: false }), close(1000), more("b")],
    ...bye,
  },
  {
    id: "7.1.6",
    title: "256 KiB of text, close, a ping",
    sends: [text(LONG), close(1000), ping()],
    answers: [["text", LONG]],
    ...bye,
  },
  { id: "+7.1", title: "rubbish after close", sends: [close(1000), hex("ff ff ff ff ff ff")], ...bye },
  { id: "7.3.1", title: "close without payload", sends: [close()], closes: "none" },
  {
    id: "7.3.2",
    title: "close with a payload of one byte",
    sends: [frame({ opcode: 8, payload: utf8("a") })],
    closes: 1002,
    breaks: "truncated-close-code",
  },
  { id: "7.3.3", title: "close with a code", sends: [close(1000)], ...bye },
  { id: "7.3.4", title: "close with a reason", sends: [close(1000, "Hello World!")], ...bye },
  { id: "7.3.5", title: "close with the longest reason", sends: [close(1000, "*".repeat(123))], ...bye },
  {
    id: "7.3.6",
    title: "close with too long a reason",
    sends: [close(1000, "*".repeat(124))],
    closes: 1002,
    breaks: "long-control",
  },
  {
    id: "7.5.1",
    title: "close with a reason that is not UTF-8",
    sends: [close(1000, hex("ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65"))],
    closes: 1007,
    breaks: "invalid-close-reason",
  },
  {
    id: "+7.2",
    title: "close in two",
    sends: [close(1000, "", { fin: false })],
    closes: 1002,
    breaks: "fragmented-control",
  },
  ...VALID_CODES.map((code, index) => echoed(`7.7.${index + 1}`, code)),
  ...LATER_CODES.map((code, index) => echoed(`+7.7.${index + 1}`, code)),
  ...INVALID_CODES.map((code, index) => refused(`7.9.${index + 1}`, code)),
  ...OTHER_CODES.map((code, index) => refused(`+7.9.${index + 1}`, code)),
  refused("7.13.1", 5000),
  refused("7.13.2", 65_535),
];
