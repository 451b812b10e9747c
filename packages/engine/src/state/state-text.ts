// The outer form of an encoded state: a line `<format> <checksum>`, then lines of JSON. The checksum finds what was
// cut short or damaged; it does not protect from forgery. SPEC EN60, EN62.
import { StateFormatError } from "./state-format-error.ts";

/** Names the form of the text and the rules it was reached by. */
export const STATE_FORMAT = "hydra-engine-4";
/** Had the last 20 finished rounds (EN39) and no all-time sums (EN41). */
const FORMAT_3 = "hydra-engine-3";
/** Had no bound over all families (EN54), and no `commands` in a battle's first line. */
export const FORMAT_2 = "hydra-engine-2";
/** What is decoded, newest first: a log that has dropped its oldest entries has only a snapshot for them, maybe an older server's. */
export const READABLE_FORMATS: readonly [typeof STATE_FORMAT, ...string[]] = [
  STATE_FORMAT,
  FORMAT_3,
  FORMAT_2,
];

export interface UnwrappedState {
  readonly format: string;
  readonly lines: string;
}

export function wrapState(lines: string): string {
  return `${headerOf([lines])}${lines}`;
}

/** The first line, of lines in as many pieces as one likes. */
export function headerOf(lines: Iterable<string>, format: string = STATE_FORMAT): string {
  let hash = FIRST_HASH;
  for (const piece of lines) hash = addUp(hash, piece);
  return `${format} ${(hash >>> 0).toString(16).padStart(8, "0")}\n`;
}

/** @throws StateFormatError when the text is not whole, or of another format. */
export function unwrapState(text: string): UnwrappedState {
  const end = text.indexOf("\n") + 1;
  const lines = text.slice(end);
  const format = READABLE_FORMATS.find((name) => text.startsWith(`${name} `));
  if (format === undefined || text.slice(0, end) !== headerOf([lines], format))
    throw new StateFormatError("header");
  return { format, lines };
}

const FIRST_HASH = 0x811c9dc5;

/** FNV-1a over UTF-16 code units; any single changed unit changes it. */
function addUp(before: number, text: string): number {
  let hash = before;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}
