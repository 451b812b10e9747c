// Autobahn 5 (fragmentation).
import { testCases, type Case } from "./run-case.ts";
import { binary, frame, more, ping, pong, text } from "../frames.ts";

const first = { fin: false } as const;

testCases("[WS32]", [
  {
    title: "5.1 a ping in two",
    sends: [ping("a", first), more("b")],
    closes: 1002,
    breaks: "fragmented-control",
  },
  {
    title: "5.2 a pong in two",
    sends: [pong("a", first), more("b")],
    closes: 1002,
    breaks: "fragmented-control",
  },
]);

testCases("[WS40] [WS41]", [
  { title: "5.3 a text in two", sends: [text("frag", first), more("ment")], answers: [["text", "fragment"]] },
  {
    title: "5.6 a text in two with a ping between",
    sends: [text("frag", first), ping("ping"), more("ment")],
    answers: [
      ["pong", "ping"],
      ["text", "fragment"],
    ],
  },
  {
    title: "5.18 a text of fragments with no bytes",
    sends: [text("", first), more("", first), more("")],
    answers: [["text", ""]],
  },
  {
    title: "5.19 a text in five with two pings between",
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
    ],
  },
  {
    title: "a binary in three, one of them empty, then a text",
    sends: [binary(Uint8Array.of(1), first), more("", first), more("\u0002"), text("next")],
    answers: [
      ["binary", Uint8Array.of(1, 2)],
      ["text", "next"],
    ],
  },
  {
    title: "a pong between the fragments",
    sends: [text("frag", first), pong("unasked"), more("ment")],
    answers: [["text", "fragment"]],
  },
  {
    title: "10.1.1 64 KiB in pieces of 1,300",
    sends: Array.from({ length: 51 }, (_, index) =>
      frame({
        opcode: index === 0 ? 1 : 0,
        fin: index === 50,
        payload: new Uint8Array(index === 50 ? 536 : 1_300).fill(0x2a),
      }),
    ),
    answers: [["text", "*".repeat(65_536)]],
  },
]);

testCases(
  "[WS35]",
  [true, false].flatMap((fin): Case[] => [
    {
      title: `5.9–5.12 a continuation of nothing, FIN ${fin}, and a text`,
      sends: [more("nothing", { fin }), text("Hello")],
      closes: 1002,
      breaks: "nothing-to-continue",
    },
    {
      title: `5.13–5.15 a text in two, a continuation of nothing, FIN ${fin}, and a text`,
      sends: [text("frag", first), more("ment"), more("nothing", { fin }), text("Hello")],
      answers: [["text", "fragment"]],
      closes: 1002,
      breaks: "nothing-to-continue",
    },
    {
      title: `5.16–5.17 a continuation of nothing, FIN ${fin}, before a text in two`,
      sends: [more("nothing", { fin }), text("frag", first), more("ment")],
      closes: 1002,
      breaks: "nothing-to-continue",
    },
    {
      title: `5.20 a text that begins within a text, FIN ${fin}`,
      sends: [text("frag", first), text("ment", { fin })],
      closes: 1002,
      breaks: "message-unfinished",
    },
    {
      title: `a binary that begins within a text, after a ping, FIN ${fin}`,
      sends: [text("frag", first), ping(), binary(Uint8Array.of(1), { fin })],
      answers: [["pong", ""]],
      closes: 1002,
      breaks: "message-unfinished",
    },
  ]),
);
