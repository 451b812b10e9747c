// Markus Kuhn's UTF-8 stress test (https://www.cl.cam.ac.uk/~mgk25/ucs/examples/UTF-8-test.txt) as the Autobahn suite's
// cases 6.5–6.23 use it, in its numbering; what both call invalid is invalid by RFC 3629 §4.
import { hex, toHex, utf8 } from "../../bytes.ts";

export interface Utf8Case {
  /** Counted within its family. */
  readonly id: string;
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly isValid: boolean;
}

const KOSME = "ce ba e1 bd b9 cf 83 ce bc ce b5";

/** The last two code points of each of the seventeen planes: no characters, and valid all the same. */
const NON_CHARACTERS: readonly string[] = Array.from({ length: 34 }, (_, index) =>
  toHex(utf8(String.fromCodePoint((index >> 1) * 0x10000 + 0xfffe + (index & 1)))),
);

/** Each line: what it is, what is valid in it, what is not. */
const LINES: readonly (readonly [title: string, valid: readonly string[], invalid: readonly string[]])[] = [
  ["6.5 some text", ["68 65 6c 6c 6f 24", "68 c2 a2 77", "68 e2 82 ac 77", "68 f0 a4 ad a2 77", KOSME], []],
  ["6.7 first of each length", ["00", "c2 80", "e0 a0 80", "f0 90 80 80"], []],
  ["6.8 first of 5 and 6 bytes", [], ["f8 88 80 80 80", "fc 84 80 80 80 80"]],
  ["6.9 last of each length", ["7f", "df bf", "ef bf bf", "f4 8f bf bf"], []],
  ["6.10 last of 4, 5 and 6 bytes", [], ["f7 bf bf bf", "fb bf bf bf bf", "fd bf bf bf bf bf"]],
  ["6.11 other bounds", ["ed 9f bf", "ee 80 80", "ef bf bd", "f4 8f bf bf"], ["f4 90 80 80"]],
  ["6.12 continuations of nothing", [], ["80", "bf", "80 bf", "80 bf 80", "80 bf 80 bf", "80 bf 80 bf 80"]],
  ["6.12 all continuations", [], [range(0x80, 0xbf)]],
  [
    "6.13 starts of nothing",
    [],
    [range(0xc0, 0xdf, 0x20), range(0xe0, 0xef, 0x20), range(0xf0, 0xf7, 0x20), range(0xf8, 0xfd, 0x20)],
  ],
  [
    "6.14 last continuation missing",
    [],
    ["c0", "e0 80", "f0 80 80", "f8 80 80 80", "fc 80 80 80 80", "df", "ef bf", "f7 bf bf", "fb bf bf bf"],
  ],
  ["6.15 incomplete ones in a row", [], ["c0 e0 80 f0 80 80 f8 80 80 80 fc 80 80 80 80 df ef bf f7 bf bf"]],
  ["6.16 impossible bytes", [], ["fe", "ff", "fe fe ff ff"]],
  ["6.17 overlong /", [], ["c0 af", "e0 80 af", "f0 80 80 af", "f8 80 80 80 af", "fc 80 80 80 80 af"]],
  ["6.18 longest overlong", [], ["c1 bf", "e0 9f bf", "f0 8f bf bf", "f8 87 bf bf bf", "fc 83 bf bf bf bf"]],
  ["6.19 overlong NUL", [], ["c0 80", "e0 80 80", "f0 80 80 80", "f8 80 80 80 80", "fc 80 80 80 80 80"]],
  [
    "6.20 single surrogates",
    [],
    ["ed a0 80", "ed ad bf", "ed ae 80", "ed af bf", "ed b0 80", "ed be 80", "ed bf bf"],
  ],
  [
    "6.21 paired surrogates",
    [],
    ["ed a0 80 ed b0 80", "ed a0 80 ed bf bf", "ed ad bf ed b0 80", "ed af bf ed bf bf"],
  ],
  ["6.22 non-characters", NON_CHARACTERS, []],
  ["6.23 specials", ["ef bf b9", "ef bf ba", "ef bf bb", "ef bf bc", "ef bf bd"], []],
];

/** The bytes from…to in hex, each followed by `after` if given. */
function range(from: number, to: number, after?: number): string {
  const octets = Array.from({ length: to - from + 1 }, (_, index) => [from + index, after ?? []]).flat(2);
  return Buffer.from(octets).toString("hex");
}

type Unnumbered = Omit<Utf8Case, "id">;

/** 6.6: a text cut after each of its bytes; valid only between characters. */
const PREFIXES: readonly Unnumbered[] = Array.from({ length: 11 }, (_, index) => {
  const bytes = hex(KOSME).slice(0, index + 1);
  return { title: `6.6 ${index + 1} bytes of κόσμε`, bytes, isValid: [2, 5, 7, 9, 11].includes(index + 1) };
});

const UNNUMBERED: readonly Unnumbered[] = [
  ...LINES.flatMap(([title, valid, invalid]) => [
    ...valid.map((text) => ({ title: `${title}: ${text}`, bytes: hex(text), isValid: true })),
    ...invalid.map((text) => ({ title: `${title}: ${text}`, bytes: hex(text), isValid: false })),
  ]),
  ...PREFIXES,
  { title: "6.5 with ASCII around it", bytes: utf8("Hello-µ@ßöäüàá-UTF-8!!"), isValid: true },
];

const counts = new Map<string, number>();

export const UTF8_CASES: readonly Utf8Case[] = UNNUMBERED.map(({ title, ...rest }) => {
  const [family = "", ...words] = title.split(" ");
  const count = (counts.get(family) ?? 0) + 1;
  counts.set(family, count);
  return { id: `${family}.${count}`, title: words.join(" "), ...rest };
});
