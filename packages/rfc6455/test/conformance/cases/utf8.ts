// 6 (UTF-8).
import type { Case } from "./case.ts";
import { UTF8_CASES } from "./kuhn.ts";
import { concat, hex, octets, utf8 } from "../../bytes.ts";
import { frame, more, ping } from "../../frames.ts";

const first = { fin: false } as const;
const KOSME = hex("ce ba e1 bd b9 cf 83 ce bc ce b5");
const GREETING = utf8("Hello-µ@ßöäüàá-UTF-8!!");
/** κόσμε, a surrogate, and more. */
const WRONG = concat([KOSME, hex("ed a0 80"), utf8("edited")]);
const TOO_LARGE = hex("f4 90 80 80");
const refused = { closes: 1007, breaks: "invalid-utf8" } as const;

const whole = (payload: Uint8Array): Uint8Array[] => [frame({ opcode: 1, payload })];
const parts = (...payloads: readonly Uint8Array[]): Uint8Array[] =>
  payloads.map((payload, index) =>
    frame({ opcode: index === 0 ? 1 : 0, payload, fin: index === payloads.length - 1 }),
  );

export const UTF8: readonly Case[] = [
  { id: "6.1.1", title: "no bytes", sends: whole(utf8("")), answers: [["text", ""]] },
  {
    id: "6.1.2",
    title: "no bytes in three fragments",
    sends: parts(utf8(""), utf8(""), utf8("")),
    answers: [["text", ""]],
  },
  {
    id: "6.1.3",
    title: "bytes in the middle one of three fragments only",
    sends: parts(utf8(""), utf8("middle frame payload"), utf8("")),
    answers: [["text", "middle frame payload"]],
  },
  { id: "6.2.1", title: "a text", sends: whole(GREETING), answers: [["text", GREETING]] },
  {
    id: "6.2.2",
    title: "a text in two, cut between characters",
    sends: parts(GREETING.subarray(0, 8), GREETING.subarray(8)),
    answers: [["text", GREETING]],
  },
  {
    id: "6.2.3",
    title: "a fragment a byte",
    sends: parts(...octets(GREETING)),
    answers: [["text", GREETING]],
  },
  {
    id: "6.2.4",
    title: "a fragment a byte of κόσμε",
    sends: parts(...octets(KOSME)),
    answers: [["text", KOSME]],
  },
  { id: "6.3.1", title: "a wrong byte", sends: whole(WRONG), ...refused },
  { id: "6.3.2", title: "a wrong byte, a fragment a byte", sends: parts(...octets(WRONG)), ...refused },
  {
    id: "+6.1",
    title: "a character over two fragments with a ping between",
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
    id: "+6.2",
    title: "a text that ends within a character",
    sends: [frame({ opcode: 1, payload: hex("e4 b9"), ...first }), more("")],
    ...refused,
  },
  {
    id: "+6.3",
    title: "binary is not looked at",
    sends: [frame({ opcode: 2, payload: hex("ff fe 80 c0") })],
    answers: [["binary", hex("ff fe 80 c0")]],
  },
  ...UTF8_CASES.map(({ id, title, bytes, isValid }): Case => ({
    id,
    title,
    sends: whole(bytes),
    ...(isValid ? { answers: [["text", bytes]] } : refused),
  })),
];

/** A client's header of a short frame: two octets and the key. */
const HEADER_BYTES = 6;
const edited = concat([TOO_LARGE.subarray(2), utf8("edited")]);

/** After F4 only 80 to 8F can be right: 90 is the first wrong byte, two before the character would be whole. */
export const FAIL_FAST: readonly Case[] = [
  {
    id: "6.4.1",
    title: "a wrong byte in the second of three fragments",
    sends: parts(KOSME, TOO_LARGE, utf8("edited")),
    failsAfterBytes: HEADER_BYTES + KOSME.length + HEADER_BYTES + 2,
    ...refused,
  },
  {
    id: "6.4.2",
    title: "a character that goes wrong from one fragment to the next",
    sends: parts(concat([KOSME, TOO_LARGE.subarray(0, 1)]), TOO_LARGE.subarray(1, 2), edited),
    failsAfterBytes: HEADER_BYTES + KOSME.length + 1 + HEADER_BYTES + 1,
    ...refused,
  },
  ...["6.4.3", "6.4.4"].map((id): Case => ({
    id,
    title: "a wrong byte in the middle of a frame",
    sends: whole(concat([KOSME, TOO_LARGE, utf8("edited")])),
    failsAfterBytes: HEADER_BYTES + KOSME.length + 2,
    ...(id === "6.4.4" ? { chop: "octets" } : {}),
    ...refused,
  })),
];
