// 1 (framing): every length form. And what a header must not hold about mask and length.
import type { Case } from "./case.ts";
import { hex } from "../../bytes.ts";
import { binary, close, ping, text } from "../../frames.ts";

const LENGTHS = [0, 125, 126, 127, 128, 65_535, 65_536];
const CHOPPED = { chop: 997 } as const;

export const FRAMING: readonly Case[] = [
  ...LENGTHS.map((length, index): Case => ofText(`1.1.${index + 1}`, length)),
  { ...ofText("1.1.8", 65_536), title: "a text of 65536 bytes in pieces of 997", ...CHOPPED },
  ...LENGTHS.map((length, index): Case => ofBinary(`1.2.${index + 1}`, length)),
  { ...ofBinary("1.2.8", 65_536), title: "65536 bytes of binary in pieces of 997", ...CHOPPED },
  {
    id: "+1.1",
    title: "a text masked with zeros",
    sends: [text("Hello", { key: new Uint8Array(4) })],
    answers: [["text", "Hello"]],
  },
];

function ofText(id: string, length: number): Case {
  const payload = "*".repeat(length);
  return { id, title: `a text of ${length} bytes`, sends: [text(payload)], answers: [["text", payload]] };
}

function ofBinary(id: string, length: number): Case {
  const payload = new Uint8Array(length).fill(0xfe);
  return { id, title: `${length} bytes of binary`, sends: [binary(payload)], answers: [["binary", payload]] };
}

const unmasked = { key: null } as const;

/** Autobahn has none of these: its own client cannot send them. */
export const MALFORMED: readonly Case[] = [
  refused("+1.2", "a text that is not masked", { sends: text("Hello", unmasked), breaks: "unmasked" }),
  refused("+1.3", "an empty ping that is not masked", { sends: ping("", unmasked), breaks: "unmasked" }),
  refused("+1.4", "a Close frame that is not masked", {
    sends: close(1000, "", unmasked),
    breaks: "unmasked",
  }),
  refused("+1.5", "5 bytes in 16 bits", {
    sends: text("Hello", { form: 16 }),
    breaks: "length-not-shortest",
  }),
  refused("+1.6", "5 bytes in 64 bits", {
    sends: text("Hello", { form: 64 }),
    breaks: "length-not-shortest",
  }),
  refused("+1.7", "125 bytes in 16 bits", {
    sends: text("x".repeat(125), { form: 16 }),
    breaks: "length-not-shortest",
  }),
  refused("+1.8", "65,535 bytes in 64 bits", {
    sends: text("x".repeat(65_535), { form: 64 }),
    breaks: "length-not-shortest",
  }),
  refused("+1.9", "a length with the highest bit set", {
    sends: hex("82 ff 80 00 00 00 00 00 00 01 00 00 00 00"),
    breaks: "length-sign-bit",
  }),
];

function refused(
  id: string,
  title: string,
  { sends, breaks }: { sends: Uint8Array; breaks: NonNullable<Case["breaks"]> },
): Case {
  return { id, title, sends: [sends], closes: 1002, breaks };
}
