// Server-sent events ⇄ text (WHATWG HTML §9.2 "Server-sent events"). The decoder does no I/O: a transport feeds it
// decoded text in whatever pieces arrive. SPEC PR50–PR59.
import { DecodeError } from "./codec/decode-error.ts";
import { MAX_EVENT_LENGTH } from "./limits.ts";
import { createLineSplitter } from "./sse-lines.ts";

/** What the server writes; without `data` a client takes `id` and `retry` but sees no event. */
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
   * Takes the next piece of the stream; events that it completes are reported before this returns. An event that
   * the stream's end leaves unfinished is never reported (§9.2.6). Cost is linear in the text.
   * @throws DecodeError when a line or an event is longer than `maxLength`. What a callback throws leaves `feed`
   * too. Either breaks the decoder: from then on every call throws DecodeError.
   */
  feed(text: string): void;
}

/**
 * Writes one event with its closing blank line.
 * @throws RangeError when `event` or `id` has a line break or a NUL, or `retry` is not an integer from 0.
 */
export function encodeServerSentEvent({ event, id, data, retry }: ServerSentEvent): string {
  let text = "";
  if (event !== undefined) text += `event: ${requireLine(event)}\n`;
  if (id !== undefined) text += `id: ${requireLine(id)}\n`;
  if (retry !== undefined) text += `retry: ${requireMs(retry)}\n`;
  if (data !== undefined) text += `data: ${data.replace(/\r\n|\r|\n/g, "\ndata: ")}\n`;
  return `${text}\n`;
}

export function createSseDecoder(options: SseDecoderOptions): SseDecoder {
  const maxLength = options.maxLength ?? MAX_EVENT_LENGTH;
  const split = createLineSplitter({ onLine: createEventAssembler(options, maxLength), maxLength });
  let isBroken = false;
  return {
    feed(text) {
      if (isBroken) throw new DecodeError("The event stream is broken.");
      isBroken = true;
      split(text);
      isBroken = false;
    },
  };
}

/** The field processing of WHATWG HTML §9.2.6. */
function createEventAssembler(options: SseDecoderOptions, maxLength: number): (line: string) => void {
  let event = "";
  let lastEventId = "";
  /** Each data line with an LF after it. */
  let data = "";

  function dispatch(): void {
    const decoded = { event: event === "" ? "message" : event, lastEventId, data: data.slice(0, -1) };
    // Without a data line nothing is dispatched, but the event's name is forgotten all the same.
    const hasData = data !== "";
    event = "";
    data = "";
    if (hasData) options.onEvent(decoded);
  }

  function addData(value: string): void {
    if (data.length + value.length > maxLength) {
      throw new DecodeError(`The event stream has an event longer than ${maxLength} characters.`);
    }
    data += `${value}\n`;
  }

  return function takeLine(line: string): void {
    if (line === "") return dispatch();
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
    switch (field) {
      case "data":
        return addData(value);
      case "event":
        event = value;
        return;
      case "id":
        if (!value.includes("\0")) lastEventId = value;
        return;
      case "retry":
        if (/^[0-9]{1,15}$/.test(value)) options.onRetry?.(Number(value));
        return;
      default:
      // A comment (no field before the colon) or a field of a later standard: ignored.
    }
  };
}

function requireLine(value: string): string {
  if (/[\r\n\0]/.test(value)) throw new RangeError("An event's name or id must be one line without NUL.");
  return value;
}

function requireMs(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError("retry must be an integer from 0.");
  return value;
}
