// 5 (fragmentation), and 10 (a message that its sender has cut up).
import type { Answer, Case } from "./case.ts";
import { binary, frame, more, ping, pong, text } from "../../frames.ts";

const first = { fin: false } as const;
const two = {
  sends: [text("frag", first), more("ment")],
  answers: [["text", "fragment"]] as readonly Answer[],
};
const withPing = {
  sends: [text("frag", first), ping("ping"), more("ment")],
  answers: [
    ["pong", "ping"],
    ["text", "fragment"],
  ] as readonly Answer[],
};
const five = {
  sends: [
    text("fragment1", first),
    more("fragment2", first),
    ping("pongme 1!"),
    more("fragment3", first),
    more("fragment4", first),
    ping("pongme 2!"),
    more("fragment5"),
  ],
  answers: [
    ["pong", "pongme 1!"],
    ["pong", "pongme 2!"],
    ["text", "fragment1fragment2fragment3fragment4fragment5"],
  ] as readonly Answer[],
};

export const FRAGMENTATION: readonly Case[] = [
  { id: "5.3", title: "a text in two", ...two },
  { id: "5.4", title: "the same in pieces of 5 bytes", ...two, chop: 5 },
  { id: "5.5", title: "the same, octet by octet", ...two, chop: "octets" },
  {
    id: "+5.1",
    title: "a text of fragments with no bytes",
    sends: [text("", first), more("", first), more("")],
    answers: [["text", ""]],
  },
  {
    id: "10.1.1",
    title: "64 KiB in fragments of 1,300",
    sends: Array.from({ length: 51 }, (_, index) =>
      frame({
        opcode: index === 0 ? 1 : 0,
        fin: index === 50,
        payload: new Uint8Array(index === 50 ? 536 : 1_300).fill(0x2a),
      }),
    ),
    answers: [["text", "*".repeat(65_536)]],
  },
];

export const INTERLEAVING: readonly Case[] = [
  {
    id: "5.1",
    title: "a ping in two",
    sends: [ping("a", first), more("b")],
    closes: 1002,
    breaks: "fragmented-control",
  },
  {
    id: "5.2",
    title: "a pong in two",
    sends: [pong("a", first), more("b")],
    closes: 1002,
    breaks: "fragmented-control",
  },
  { id: "5.6", title: "a text in two with a ping between", ...withPing },
  { id: "5.7", title: "the same in pieces of 5 bytes", ...withPing, chop: 5 },
  { id: "5.8", title: "the same, octet by octet", ...withPing, chop: "octets" },
  { id: "5.19", title: "a text in five with two pings between", ...five },
  { id: "5.20", title: "the same in pieces of 15 bytes", ...five, chop: 15 },
  {
    id: "+5.2",
    title: "a binary in three, one of them empty, then a text",
    sends: [binary(Uint8Array.of(1), first), more("", first), more("\u0002"), text("next")],
    answers: [
      ["binary", Uint8Array.of(1, 2)],
      ["text", "next"],
    ],
  },
  {
    id: "+5.3",
    title: "a pong between the fragments",
    sends: [text("frag", first), pong("unasked"), more("ment")],
    answers: [["text", "fragment"]],
  },
];

const nothing = { closes: 1002, breaks: "nothing-to-continue" } as const;
const unfinished = { closes: 1002, breaks: "message-unfinished" } as const;
const orphan = (fin: boolean): Uint8Array => more("non-continuation payload", { fin });
const hello = text("Hello, world!");
const CHOPS = [{}, { chop: 30 }, { chop: "octets" }] as const;

export const SEQUENCE: readonly Case[] = [
  ...CHOPS.map((chop, index): Case => ({
    id: `5.${9 + index}`,
    title: `a last continuation of nothing, and a text (${index + 1})`,
    sends: [orphan(true), hello],
    ...nothing,
    ...chop,
  })),
  ...CHOPS.map((chop, index): Case => ({
    id: `5.${12 + index}`,
    title: `a continuation of nothing, and a text (${index + 1})`,
    sends: [orphan(false), hello],
    ...nothing,
    ...chop,
  })),
  {
    id: "5.15",
    title: "a text in two, a continuation of nothing, and a text",
    sends: [...two.sends, orphan(false), hello],
    answers: two.answers,
    ...nothing,
  },
  ...[false, true].map((fin, index): Case => ({
    id: `5.${16 + index}`,
    title: `a continuation of nothing, FIN ${fin}, before a text in two, twice`,
    sends: [orphan(fin), ...two.sends, orphan(fin), ...two.sends],
    ...nothing,
  })),
  {
    id: "5.18",
    title: "a text in two, both called text",
    sends: [text("frag", first), text("ment")],
    ...unfinished,
  },
  {
    id: "+5.4",
    title: "a text that begins within a text",
    sends: [text("frag", first), text("ment", first)],
    ...unfinished,
  },
  ...[false, true].map((fin, index): Case => ({
    id: `+5.${5 + index}`,
    title: `a binary that begins within a text, after a ping, FIN ${fin}`,
    sends: [text("frag", first), ping(), binary(Uint8Array.of(1), { fin })],
    answers: [["pong", ""]],
    ...unfinished,
  })),
];
