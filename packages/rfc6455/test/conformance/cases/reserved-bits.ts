// 3 (reserved bits): no extension was negotiated, so they must be 0.
import type { Answer, Case } from "./case.ts";
import { binary, close, ping, text } from "../../frames.ts";

const refused = { closes: 1002, breaks: "reserved-bits" } as const;
const hello = text("Hello");
const echoed = { answers: [["text", "Hello"]] as readonly Answer[], ...refused };
const again = (reserved: number): readonly Uint8Array[] => [hello, text("Hello", { reserved }), ping()];

export const RESERVED_BITS: readonly Case[] = [
  { id: "3.1", title: "a text with RSV 1", sends: [text("Hello", { reserved: 1 })], ...refused },
  { id: "3.2", title: "a text, one with RSV 2, a ping", sends: again(2), ...echoed },
  { id: "3.3", title: "a text, one with RSV 3, a ping", sends: again(3), ...echoed },
  {
    id: "3.4",
    title: "a text, one with RSV 4, a ping, octet by octet",
    sends: again(4),
    ...echoed,
    chop: "octets",
  },
  { id: "3.5", title: "binary with RSV 5", sends: [binary(new Uint8Array(8), { reserved: 5 })], ...refused },
  { id: "3.6", title: "a ping with RSV 6", sends: [ping("Hello", { reserved: 6 })], ...refused },
  { id: "3.7", title: "a Close frame with RSV 7", sends: [close(1000, "", { reserved: 7 })], ...refused },
  { id: "+3.1", title: "a text, one with RSV 1, a ping", sends: again(1), ...echoed },
  { id: "+3.2", title: "an empty ping with RSV 4", sends: [ping("", { reserved: 4 })], ...refused },
];
