import { createParser, type EventSourceMessage } from "eventsource-parser";
import { expect, it } from "vitest";
import { EncodedFrame } from "../../src/server/encoded-frame.ts";
import { encodeEvent } from "../../src/server/transports/sse.ts";

/** What a browser would make of it. */
function parse(bytes: Buffer): EventSourceMessage[] {
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  createParser({ onEvent: (event) => events.push(event), onComment: (text) => comments.push(text) }).feed(
    bytes.toString(),
  );
  expect(comments).toEqual([]);
  return events;
}

it("[PR51] a delta is an event of its type, whose id is the cursor it leads to", () => {
  const delta = { type: "delta", epoch: "e", from: 4, seq: 9, publishedAt: 1 } as const;
  expect(parse(new EncodedFrame(delta).as(encodeEvent))).toEqual([
    { event: "delta", id: "e:9", data: JSON.stringify(delta) },
  ]);
});

it("[PR53] a heartbeat is an event that a page sees, and moves no Last-Event-ID", () => {
  const heartbeat = { type: "heartbeat", now: 1, intervalMs: 10_000 } as const;
  const [event, ...others] = parse(new EncodedFrame(heartbeat).as(encodeEvent));
  expect(others).toEqual([]);
  expect(event).toEqual({ event: "heartbeat", id: undefined, data: JSON.stringify(heartbeat) });
});

it("encodes once for each encoding", () => {
  const frame = new EncodedFrame({ type: "heartbeat", now: 1, intervalMs: 10_000 });
  const first = ({ body }: EncodedFrame): Buffer => Buffer.from(body);
  const second = ({ body }: EncodedFrame): number => body.length;
  expect(frame.as(first)).toBe(frame.as(first));
  expect(frame.as(second)).toBe(frame.body.length);
});
