// The outer form of an encoded state: a line `<format> <checksum>`, then lines of JSON. The checksum finds what was
// cut short or damaged; it does not protect from anybody. SPEC EN60, EN62.
import { StateFormatError } from "./state-format-error.ts";

/** Names the form of the text and the rules it was reached by; a snapshot of another name is not to be decoded. */
export const STATE_FORMAT = "hydra-engine-2";

export function wrapState(lines: string): string {
  return `${headerOf(lines)}${lines}`;
}

/** @throws StateFormatError when the text is not whole, or of another format. */
export function unwrapState(text: string): string {
  const end = text.indexOf("\n") + 1;
  const lines = text.slice(end);
  if (end === 0 || text.slice(0, end) !== headerOf(lines)) throw new StateFormatError("header");
  return lines;
}

function headerOf(lines: string): string {
  return `${STATE_FORMAT} ${checksum(lines).toString(16).padStart(8, "0")}\n`;
}

/** FNV-1a over UTF-16 code units; any single changed unit changes it. */
function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
