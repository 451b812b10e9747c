// Cuts a text stream into lines, wherever the pieces were split: LF, CR and CRLF end a line, a leading byte order
// mark is dropped (WHATWG HTML §9.2.5). The lower half of the event-stream decoder. SPEC PR55, PR58.
import { DecodeError } from "./codec/decode-error.ts";

export interface LineSplitterOptions {
  /** Gets each line without its end. */
  onLine(line: string): void;
  /** Longest line, in UTF-16 code units. */
  readonly maxLength: number;
}

/**
 * Makes a splitter; cost is linear in the text, however it is split.
 * @returns takes the next piece; throws DecodeError when a line is too long and is of no use afterwards.
 */
export function createLineSplitter({ onLine, maxLength }: LineSplitterOptions): (text: string) => void {
  let isFirst = true;
  /** The last piece ended in CR, so an LF at the start of the next belongs to it. */
  let endedInCr = false;
  /** Searched already: only new text is looked at for a line's end, and concatenation copies nothing. */
  let partial = "";

  function take(rest: string): string {
    if (partial.length + rest.length > maxLength) {
      throw new DecodeError(`The event stream has a line longer than ${maxLength} characters.`);
    }
    return partial + rest;
  }

  return function split(text) {
    if (text === "") return;
    let start = (isFirst && text.startsWith("\uFEFF")) || (endedInCr && text.startsWith("\n")) ? 1 : 0;
    isFirst = false;
    endedInCr = text.endsWith("\r");
    const lineEnd = /\r\n?|\n/g;
    lineEnd.lastIndex = start;
    for (let end = lineEnd.exec(text); end !== null; end = lineEnd.exec(text)) {
      const line = take(text.slice(start, end.index));
      partial = "";
      start = lineEnd.lastIndex;
      onLine(line);
    }
    partial = take(text.slice(start));
  };
}
