// Every case, for every test that has an echo endpoint to try them on.
import type { Case } from "./case.ts";
import { CLOSE_HANDLING } from "./close.ts";
import { FRAGMENTATION, INTERLEAVING, SEQUENCE } from "./fragmentation.ts";
import { FRAMING, MALFORMED } from "./framing.ts";
import { OPCODES } from "./opcodes.ts";
import { PINGS } from "./pings.ts";
import { RESERVED_BITS } from "./reserved-bits.ts";
import { FAIL_FAST, UTF8 } from "./utf8.ts";

export type { Answer, Case } from "./case.ts";
export { binary, close, frame, more, ping, text } from "../../frames.ts";

/** Families 1–7 and 10 of the Autobahn test suite; 9 is what is large, and is made where it is sent. */
export const CASES: readonly Case[] = [
  ...FRAMING,
  ...MALFORMED,
  ...PINGS,
  ...RESERVED_BITS,
  ...OPCODES,
  ...FRAGMENTATION,
  ...INTERLEAVING,
  ...SEQUENCE,
  ...UTF8,
  ...FAIL_FAST,
  ...CLOSE_HANDLING,
];
