import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createStreamReader,
  endOfAnswer,
  endOfEvent,
  endOfFrame,
  payloadOf,
  publishedAtOf,
  statusOf,
  type FindEnd,
} from "../src/load/stream-reader.ts";

function frame(payload: string): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x81, length]), Buffer.from(payload)]);
  const header = Buffer.from([0x81, 126, 0, 0]);
  header.writeUInt16BE(length, 2);
  return Buffer.concat([header, Buffer.from(payload)]);
}

function answer(body: string): Buffer {
  return Buffer.from(`HTTP/1.1 200 OK\r\nETag: "a:1"\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
}

const event = (text: string): Buffer => Buffer.from(`event: delta\ndata: ${text}\n\n`);

const kinds: readonly [string, FindEnd, (text: string) => Buffer][] = [
  ["WebSocket frames", endOfFrame, frame],
  ["server-sent events", endOfEvent, event],
  ["HTTP answers", endOfAnswer, answer],
];

describe.each(kinds)("a stream of %s", (_kind, findEnd, encode) => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "{"), maxLength: 300 });

  it("gives the same messages however its bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 6 }),
        fc.array(fc.nat(200), { minLength: 1 }),
        (texts, cuts) => {
          const messages = texts.map(encode);
          const bytes = Buffer.concat(messages);
          const read: string[] = [];
          const reader = createStreamReader(findEnd, (all, from, end) =>
            read.push(all.toString("latin1", from, end)),
          );
          for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
            const end = from + 1 + (cuts[turn % cuts.length] ?? 0);
            // The reader's buffer is overwritten as soon as it has returned.
            const piece = Buffer.from(bytes.subarray(from, end));
            reader(piece);
            piece.fill(0);
            from = end;
          }
          expect(read).toEqual(messages.map((message) => message.toString("latin1")));
        },
      ),
    );
  });
});

describe("what is read of a message", () => {
  it("is when it was published, wherever it stands", () => {
    const bytes = frame('{"type":"delta","publishedAt":1795000000123.45,"seq":3}');
    expect(publishedAtOf(bytes, payloadOf(bytes, 0), bytes.length)).toBe(1_795_000_000_123.45);
  });

  it("is nothing when it has none, even if the next one does", () => {
    const first = frame('{"type":"heartbeat"}');
    const both = Buffer.concat([first, frame('{"publishedAt":1}')]);
    expect(publishedAtOf(both, 0, first.length)).toBeUndefined();
  });

  it("is an answer's status; 304 has no body whatever length it names", () => {
    const bytes = Buffer.from("HTTP/1.1 304 Not Modified\r\ncontent-length: 9000\r\n\r\n");
    expect(statusOf(bytes, 0)).toBe(304);
    expect(endOfAnswer(bytes, 0)).toBe(bytes.length);
  });

  it("is a payload of more than 65,535 bytes too", () => {
    const header = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    const bytes = Buffer.concat([header, Buffer.alloc(65_536)]);
    expect(endOfFrame(bytes.subarray(0, 9), 0)).toBe(-1);
    expect(endOfFrame(bytes.subarray(0, -1), 0)).toBe(-1);
    expect(endOfFrame(bytes, 0)).toBe(bytes.length);
  });
});
