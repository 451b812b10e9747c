import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createSseDecoder,
  DecodeError,
  encodeServerSentEvent,
  MAX_EVENT_LENGTH,
  type DecodedServerSentEvent,
  type ServerSentEvent,
} from "../../src/wire/index.ts";

interface Decoded {
  events: DecodedServerSentEvent[];
  retries: number[];
}

function decode(pieces: readonly string[], maxLength?: number): Decoded {
  const decoded: Decoded = { events: [], retries: [] };
  const decoder = createSseDecoder({
    onEvent: (event) => decoded.events.push(event),
    onRetry: (retryMs) => decoded.retries.push(retryMs),
    ...(maxLength === undefined ? {} : { maxLength }),
  });
  for (const piece of pieces) decoder.feed(piece);
  return decoded;
}

/** A whole stream by WHATWG HTML §9.2.5 and §9.2.6, written down once more. */
function decodeByTheBook(text: string): Decoded {
  const decoded: Decoded = { events: [], retries: [] };
  let [event, lastEventId, data] = ["", "", [] as string[]];
  for (const line of text
    .replace(/^\uFEFF/u, "")
    .split(/\r\n|\r|\n/u)
    .slice(0, -1)) {
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/su.exec(line) ?? [];
    if (line === "") {
      if (data.length > 0)
        decoded.events.push({ event: event || "message", lastEventId, data: data.join("\n") });
      [event, data] = ["", []];
    } else if (field === "data") data.push(value);
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) lastEventId = value;
    else if (field === "retry" && /^[0-9]+$/u.test(value)) decoded.retries.push(Number(value));
  }
  return decoded;
}

const message = (data: string, lastEventId = ""): DecodedServerSentEvent => ({
  event: "message",
  lastEventId,
  data,
});

describe("SSE decoder: the examples of WHATWG HTML §9.2", () => {
  it("[PR56] joins data lines by LF", () => {
    expect(decode(["data: YHOO\ndata: +2\ndata: 10\n\n"]).events).toStrictEqual([message("YHOO\n+2\n10")]);
  });

  it("[PR57] handles comments, ids, an id without value and what is unfinished", () => {
    const stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event";
    expect(decode([stream]).events).toStrictEqual([message("first event", "1"), message("second event", "")]);
  });

  it("[PR57] dispatches an empty event for an empty data line, and one LF for two", () => {
    expect(decode(["data\n\ndata\ndata\n\ndata:"]).events).toStrictEqual([message(""), message("\n")]);
  });

  it("[PR56] drops one space after the colon", () => {
    expect(
      decode(["data:test\n\ndata: test\n\ndata:  test\n\n"]).events.map(({ data }) => data),
    ).toStrictEqual(["test", "test", " test"]);
  });
});

describe("SSE decoder", () => {
  it.each(["\n", "\r", "\r\n"])("[PR55] ends lines with %j", (end) => {
    const stream = ["event: delta", "id: e:1", "data: a", "data: b", "", "data: c", "", ""].join(end);
    const expected = [
      { event: "delta", lastEventId: "e:1", data: "a\nb" },
      { event: "message", lastEventId: "e:1", data: "c" },
    ];
    expect(decode([stream]).events).toStrictEqual(expected);
    expect(decode(stream.split(""))).toStrictEqual(decode([stream]));
  });

  it("[PR55] takes an LF after a CR for one line's end, and a second CR for another", () => {
    expect(decode(["data: a\r", "\n", "data: b\r", "\r"]).events).toStrictEqual([message("a\nb")]);
    expect(decode(["data: a\r", "", "\ndata: b\r\r"]).events).toStrictEqual([message("a\nb")]);
  });

  it("[PR55] dispatches at the CR, without waiting for what follows", () => {
    expect(decode(["data: a\r\r"]).events).toStrictEqual([message("a")]);
  });

  it("[PR55] drops one leading byte order mark only", () => {
    expect(decode(["\uFEFFdata: a\n\n"]).events).toStrictEqual([message("a")]);
    expect(decode(["", "\uFEFF", "data: a\n\n"]).events).toStrictEqual([message("a")]);
    expect(decode(["\uFEFF\uFEFFdata: a\n\n"]).events).toStrictEqual([]);
    expect(decode(["data: a\n\n\uFEFFdata: b\n\n"]).events).toStrictEqual([message("a")]);
  });

  it("[PR56] ignores an id with NUL, unknown fields and fields written differently", () => {
    const stream = "id: 1\nid: 2\0\nID: 3\n id: 4\nDATA: x\nother: y\ndata: a\n\n";
    expect(decode([stream]).events).toStrictEqual([message("a", "1")]);
  });

  it("[PR56] reports a retry of digits only", () => {
    const stream =
      "retry: 10\nretry: 1x\nretry:-1\nretry: 1.5\nretry\nretry:\nretry:  5\nretry: ١\nretry:007\n";
    expect(decode([stream])).toStrictEqual({ events: [], retries: [10, 7] });
    expect(decode([`retry: ${"9".repeat(400)}\n`]).retries).toStrictEqual([]);
  });

  it("[PR57] forgets an event's name but not the id when nothing is dispatched", () => {
    expect(decode(["event: x\nid: 7\n\ndata: a\n\n"]).events).toStrictEqual([message("a", "7")]);
  });

  it("[PR56] takes the last of several names, an empty one for message", () => {
    expect(decode(["event: a\nevent: b\ndata\n\n"]).events[0]?.event).toBe("b");
    expect(decode(["event: a\nevent\ndata\n\n"]).events[0]?.event).toBe("message");
  });
});

describe("SSE decoder: any stream", () => {
  const lineEnd = fc.constantFrom("\n", "\r", "\r\n", "\n\n");
  const field = fc.constantFrom(
    "data",
    "data: ä😀",
    "event: e",
    "id: i",
    "id",
    "id:\0",
    "retry: 12",
    "retry: x",
    "x: 1",
  );
  const scrap = fc.constantFrom(":", " ", "x", "data:", "\uFEFF");
  const token = fc.oneof(lineEnd, field, scrap);
  const stream = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(""));

  it("[PR55] is read the same for any split", () => {
    const cuts = fc.array(fc.nat(200), { maxLength: 12 });
    fc.assert(
      fc.property(stream, cuts, (text, positions) => {
        const edges = [0, ...positions.filter((at) => at <= text.length).sort((a, b) => a - b), text.length];
        const pieces = edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
        expect(pieces.join("")).toBe(text);
        const whole = decode([text]);
        expect(decode(pieces)).toStrictEqual(whole);
        expect(decode(text.split(""))).toStrictEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it("[PR56] is read as the standard has it", () => {
    fc.assert(
      fc.property(stream, (text) => {
        expect(decode([text])).toStrictEqual(decodeByTheBook(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("SSE decoder: bounds", () => {
  const fits = "x".repeat(100);

  it("[PR58] takes an event of exactly the longest length", () => {
    expect(decode([`data: ${fits}\n\n`], 100).events).toStrictEqual([message(fits)]);
    const halves = `data: ${"x".repeat(50)}\ndata: ${"x".repeat(49)}\n\n`;
    expect(decode([halves], 100).events[0]?.data).toHaveLength(100);
  });

  it("[PR58] keeps nothing of a comment, or of an unknown field, however long", () => {
    const pieces = [":", "unknown: "].flatMap((start) => [
      start,
      ...Array.from({ length: 300 }, () => "xy"),
      "\n",
    ]);
    expect(decode([...pieces, "data: a\n\n"], 100).events).toStrictEqual([message("a")]);
  });

  it.each([
    ["an event", [`data: ${fits}x\n`, "\n"]],
    ["a line without end", [`data: ${fits}`]],
    ["a line in pieces", ["id: ", ...Array.from({ length: 100 }, () => "x")]],
    ["an event of many lines", ["data: x\n".repeat(51)]],
    ["an event of empty lines", ["data\n".repeat(102)]],
  ])("[PR58] refuses %s that is longer, and everything after it", (_what, pieces) => {
    const events: DecodedServerSentEvent[] = [];
    const decoder = createSseDecoder({ onEvent: (event) => events.push(event), maxLength: 100 });
    expect(() => pieces.forEach((piece) => decoder.feed(piece))).toThrow(DecodeError);
    expect(() => decoder.feed("\n\ndata: a\n\n")).toThrow(DecodeError);
    expect(events).toStrictEqual([]);
  });

  it("[PR58] is broken by a callback that throws", () => {
    const decoder = createSseDecoder({
      onEvent() {
        throw new RangeError("from the callback");
      },
    });
    expect(() => decoder.feed("data: a\n\n")).toThrow("from the callback");
    expect(() => decoder.feed("data: b\n\n")).toThrow(DecodeError);
  });

  it("[PR58] bounds by MAX_EVENT_LENGTH unless given", () => {
    const longest = "x".repeat(MAX_EVENT_LENGTH);
    expect(decode([`data: ${longest}\n\n`]).events).toHaveLength(1);
    expect(() => decode([`data: ${longest}x\n`])).toThrow(DecodeError);
  });
});

describe("encodeServerSentEvent", () => {
  it("[PR51] writes name, id, retry and data in the order that is easy to read", () => {
    expect(encodeServerSentEvent({ event: "delta", id: "e:1", retry: 500, data: "{}" })).toBe(
      "event: delta\nid: e:1\nretry: 500\ndata: {}\n\n",
    );
  });

  it("[PR54] writes a retry that no page sees", () => {
    const text = encodeServerSentEvent({ retry: 2_000 });
    expect(decode([text])).toStrictEqual({ events: [], retries: [2_000] });
  });

  it.each(["\n", "\r", "\r\n"])(
    "[PR59] makes two lines of data with %j in it, and injects nothing",
    (end) => {
      const text = encodeServerSentEvent({ data: `a${end}event: b${end}${end}id: c` });
      expect(decode([text]).events).toStrictEqual([message("a\nevent: b\n\nid: c")]);
    },
  );

  it.each<ServerSentEvent>([
    { event: "a\nb" },
    { event: "a\r" },
    { id: "a\nb" },
    { id: "\r" },
    { id: "a\0" },
    { retry: -1 },
    { retry: 1.5 },
    { retry: Number.NaN },
    { retry: Number.POSITIVE_INFINITY },
  ])("[PR59] refuses %j", (event) => {
    expect(() => encodeServerSentEvent({ ...event, data: "x" })).toThrow(RangeError);
  });

  it("[PR59] is read back as it was", () => {
    const line = fc.stringMatching(/^[^\r\n\0]{0,20}$/u);
    const data = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(
        fc.record({ event: line, id: line, data, retry: fc.nat() }),
        ({ event, id, data, retry }) => {
          const text = encodeServerSentEvent({ event, id, data, retry });
          const expected = {
            events: [
              {
                event: event === "" ? "message" : event,
                lastEventId: id,
                data: data.replace(/\r\n?/g, "\n"),
              },
            ],
            retries: [retry],
          };
          expect(decode([text])).toStrictEqual(expected);
          expect(decodeByTheBook(text)).toStrictEqual(expected);
        },
      ),
    );
  });
});
