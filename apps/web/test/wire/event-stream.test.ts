// The lines of an event stream, wherever its chunks are cut.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEventStream } from "../../src/wire/event-stream.ts";
import { createLayout } from "../../src/wire/layout.ts";

/** What each byte is called, when the stream comes in these chunks. */
function namesOf(chunks: readonly string[]): string[] {
  const stream = createEventStream();
  return chunks.flatMap((chunk) => {
    const layout = createLayout();
    stream.take(new TextEncoder().encode(chunk), layout);
    return layout.fields.flatMap(({ name, bitLength }) => Array.from({ length: bitLength / 8 }, () => name));
  });
}

const anyStream = fc
  .array(fc.constantFrom("data: x", "id:7", "event", ":note", ":", "data:", "\n", "\r", "\r\n", "x y", " "), {
    maxLength: 30,
  })
  .map((parts) => parts.join(""));

describe("an event stream", () => {
  it("has a line feed after a carriage return for the same line's end, also in the next chunk", () => {
    const names = namesOf(["data: a\r", "\ndata: b\r", "\n\r", "\n"]);
    expect(names.filter((name) => name === "sse-dispatch")).toHaveLength(1);
  });

  it("gives every byte the same name however it is cut into chunks", () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
        // Of CRLF at a cut, the second half is an end of its own that ends nothing; and a space after the colon is the
        // name's only where both are together.
        const isFree = (at: number): boolean =>
          (text[at] === "\n" && text[at - 1] === "\r") || (text[at] === " " && text[at - 1] === ":");
        const pinned = (names: readonly string[]): string[] => names.filter((_, at) => !isFree(at));
        expect(pinned(namesOf(chunks))).toEqual(pinned(namesOf([text])));
      }),
      { numRuns: 500 },
    );
  });
});
