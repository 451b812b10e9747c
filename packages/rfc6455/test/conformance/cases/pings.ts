// 2 (pings and pongs).
import type { Answer, Case } from "./case.ts";
import { hex } from "../../bytes.ts";
import { frame, ping, pong } from "../../frames.ts";

const ten = Array.from({ length: 10 }, (_, index) => `payload-${index}`);
const tenPings = {
  sends: ten.map((payload) => ping(payload)),
  answers: ten.map((payload): Answer => ["pong", payload]),
};
const NO_TEXT = hex("00 ff fe fd fc fb 00 ff");
const LONGEST = new Uint8Array(125).fill(0xfe);
const longest: Pick<Case, "sends" | "answers"> = {
  sends: [frame({ opcode: 9, payload: LONGEST })],
  answers: [["pong", LONGEST]],
};

export const PINGS: readonly Case[] = [
  { id: "2.1", title: "a ping without payload", sends: [ping()], answers: [["pong", ""]] },
  {
    id: "2.2",
    title: "a ping with text",
    sends: [ping("Hello, world!")],
    answers: [["pong", "Hello, world!"]],
  },
  {
    id: "2.3",
    title: "a ping with bytes that are no text",
    sends: [frame({ opcode: 9, payload: NO_TEXT })],
    answers: [["pong", NO_TEXT]],
  },
  { id: "2.4", title: "a ping of 125 bytes", ...longest },
  {
    id: "2.5",
    title: "a ping of 126 bytes",
    sends: [ping("x".repeat(126))],
    closes: 1002,
    breaks: "long-control",
  },
  { id: "2.6", title: "a ping of 125 bytes, octet by octet", ...longest, chop: "octets" },
  { id: "2.7", title: "an unsolicited pong", sends: [pong()] },
  { id: "2.8", title: "an unsolicited pong with payload", sends: [pong("unasked")] },
  {
    id: "2.9",
    title: "that, and a ping",
    sends: [pong("unasked"), ping("asked")],
    answers: [["pong", "asked"]],
  },
  { id: "2.10", title: "ten pings", ...tenPings },
  { id: "2.11", title: "ten pings, octet by octet", ...tenPings, chop: "octets" },
];
