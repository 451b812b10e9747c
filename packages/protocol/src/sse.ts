// Server-sent events ⇄ text (WHATWG HTML §9.2 "Server-sent events"). The decoder does no I/O: a transport feeds it
// decoded text in whatever pieces arrive. SPEC PR50–PR59.
import { DecodeError } from "./codec/decode-error.ts";
import { MAX_EVENT_LENGTH } from "./limits.ts";

/** What the server writes; without `data` the client stores `id` and `retry` but sees no event. */
export interface ServerSentEvent {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  /** Milliseconds a client should wait before it reconnects, an integer. */
  readonly retry?: number;
}

/** What a client sees, as in a browser's MessageEvent. */
export interface DecodedServerSentEvent {
  /** `message` when the stream named none. */
  readonly event: string;
  /** The last id seen so far, empty before the first: it outlives the event that set it. */
  readonly lastEventId: string;
  readonly data: string;
}

export interface SseDecoderOptions {
  onEvent(event: DecodedServerSentEvent): void;
  /** The stream asked for this pause before a reconnect, milliseconds. */
  onRetry?(retryMs: number): void;
  /** Bound on one line and on one event's data, in UTF-16 code units. Default MAX_EVENT_LENGTH. */
  readonly maxLength?: number;
}

export interface SseDecoder {
  /**
   * Takes the next piece of the stream; events that it completes are reported before this returns. Cost is linear
   * in the text, however it is split.
   * @throws DecodeError when a line or an event is longer than `maxLength`; from then on at every call.
   */
  feed(text: string): void;
}

/**
 * Writes one event with its closing blank line.
 * @throws RangeError when `event` or `id` has a line break, `id` a NUL, or `retry` is not an integer from 0.
 */
export function encodeServerSentEvent({ event, id, data, retry }: ServerSentEvent): string {
  let text = "";
  if (event !== undefined) text += `event: ${oneLine(event)}\n`;
  if (id !== undefined) text += `id: ${oneLine(id)}\n`;
  if (retry !== undefined) text += `retry: ${wholeMs(retry)}\n`;
  if (data !== undefined) text += `data: ${data.replace(/\r\n|\r|\n/g, "\ndata: ")}\n`;
  return `${text}\n`;
}

export function createSseDecoder(options: SseDecoderOptions): SseDecoder {
  const maxLength = options.maxLength ?? MAX_EVENT_LENGTH;
  let isFirst = true;
  let isFailed = false;
  /** True when the last piece ended in CR, so that an LF at the start of the next belongs to it. */
  let endedInCr = false;
  let partialLine = "";
  let event = "";
  let lastEventId = "";
  let data = "";

  function fail(): never {
    isFailed = true;
    partialLine = data = "";
    throw new DecodeError(`The event stream has a line or an event longer than ${maxLength} characters.`);
  }

  function dispatch(): void {
    const decoded = { event: event === "" ? "message" : event, lastEventId, data: data.slice(0, -1) };
    // §9.2.6: without a data line nothing is dispatched, but the event's name is forgotten all the same.
    const hasData = data !== "";
    event = data = "";
    if (hasData) options.onEvent(decoded);
  }

  function takeLine(line: string): void {
    if (line === "") return dispatch();
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      data += `${value}\n`;
      if (data.length > maxLength + 1) fail();
    } else if (field === "event") event = value;
    else if (field === "id") lastEventId = value.includes("\0") ? lastEventId : value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) options.onRetry?.(Number(value));
  }

  return {
    feed(text) {
      if (isFailed) fail();
      if (text === "") return;
      let start = 0;
      if (isFirst && text.startsWith("\uFEFF")) start = 1;
      else if (endedInCr && text.startsWith("\n")) start = 1;
      isFirst = endedInCr = false;
      const lineEnd = /\r\n?|\n/g;
      lineEnd.lastIndex = start;
      for (let match = lineEnd.exec(text); match !== null; match = lineEnd.exec(text)) {
        const line = partialLine + text.slice(start, match.index);
        if (line.length > maxLength) fail();
        partialLine = "";
        start = lineEnd.lastIndex;
        takeLine(line);
      }
      endedInCr = text.endsWith("\r");
      partialLine += text.slice(start);
      if (partialLine.length > maxLength) fail();
    },
  };
}

function oneLine(value: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\r\n\0]/.test(value)) throw new RangeError("An event's name or id must be one line without NUL.");
  return value;
}

function wholeMs(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError("retry must be an integer from 0.");
  return value;
}
