// The lines of an event stream, byte by byte, and the events they become (WHATWG HTML §9.2.5, §9.2.6). A stream is cut
// into chunks anywhere, so where the last chunk stopped is remembered.
import { createSseDecoder, DecodeError, type DecodedServerSentEvent } from "@hydra/protocol";
import type { Layout } from "./layout.ts";
import { toLatin1 } from "./layout.ts";

export interface EventStream {
  /** Names the next bytes of the stream, and returns the events that they complete. */
  take(data: Uint8Array, layout: Layout): DecodedServerSentEvent[];
}

export function createEventStream(): EventStream {
  const lines = createLineLayout();
  const text = new TextDecoder();
  let events: DecodedServerSentEvent[] = [];
  const decoder = createSseDecoder({ onEvent: (event) => events.push(event) });
  return {
    take(data, layout) {
      lines.take(toLatin1(data), layout);
      events = [];
      try {
        decoder.feed(text.decode(data, { stream: true }));
      } catch (error) {
        // Too long for any client of ours; the bytes are named all the same.
        if (!(error instanceof DecodeError)) throw error;
      }
      return events;
    },
  };
}

/** Where a line is: nothing of it yet, in its name, or after its colon. */
type Place = "start" | "name" | "value" | "comment";

function createLineLayout(): { take(text: string, layout: Layout): void } {
  let place: Place = "start";
  let label = "";
  let endedInCr = false;

  /** What is left of a line, or of what there is of it. */
  function takeLine(line: string, layout: Layout): void {
    let rest = line;
    if (place === "start") {
      place = rest.startsWith(":") ? "comment" : "name";
      label = "";
    }
    if (place === "name") {
      const colon = rest.indexOf(":");
      const length = colon === -1 ? rest.length : colon;
      label += rest.slice(0, length);
      const after = rest.slice(length);
      const gap = /^:? ?/.exec(after)?.[0].length ?? 0;
      layout.add("sse-name", length + gap, label);
      rest = after.slice(gap);
      if (colon !== -1) place = "value";
    }
    layout.add(place === "comment" ? "sse-comment" : "sse-value", rest.length, label);
  }

  function takeEnd(end: string, layout: Layout): void {
    // A blank line: the event is complete.
    layout.add(place === "start" ? "sse-dispatch" : "sse-line-end", end.length, label);
    place = "start";
  }

  return {
    take(text, layout) {
      let from = 0;
      if (endedInCr && text.startsWith("\n")) {
        layout.add("sse-line-end", 1);
        from = 1;
      }
      if (text !== "") endedInCr = text.endsWith("\r");
      for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) {
        if (index < from) continue;
        if (index > from) takeLine(text.slice(from, index), layout);
        takeEnd(end, layout);
        from = index + end.length;
      }
      if (from < text.length) takeLine(text.slice(from), layout);
    },
  };
}
