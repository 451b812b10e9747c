// Server-sent events ⇄ text (WHATWG HTML §9.2 "Server-sent events"). The decoder is eventsource-parser with this contract's
// bound and last id; a transport feeds it decoded text in whatever pieces arrive. SPEC PR50–PR59.
import { checkNumbers, whole } from "./bounds.ts";
import { createParser } from "eventsource-parser";
import { DecodeError } from "./decode-error.ts";
import { MAX_EVENT_LENGTH } from "./limits.ts";

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
  /** Bound on what is held of an event that is not complete, in UTF-16 code units. Default MAX_EVENT_LENGTH. */
  readonly maxLength?: number;
}

export interface SseDecoder {
  /**
   * Takes the next piece of the stream; events that it completes are reported before this returns. An event that
   * the stream's end leaves unfinished is never reported (§9.2.6). Cost is linear in the text.
   * @throws DecodeError when a line and its event are longer than `maxLength`. What a callback throws leaves `feed`
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

/** @throws RangeError for a `maxLength` that is none */
export function createSseDecoder(options: SseDecoderOptions): SseDecoder {
  checkNumbers(options, { maxLength: whole(1, 2 ** 29) });
  const { onEvent, onRetry, maxLength = MAX_EVENT_LENGTH } = options;
  let lastEventId = "";
  const parser = createParser({
    onId: (id) => (lastEventId = id),
    onEvent: ({ event = "message", data }) => onEvent({ event, lastEventId, data }),
    onRetry(retryMs) {
      if (Number.isSafeInteger(retryMs)) onRetry?.(retryMs);
    },
    onError(error) {
      // Everything else that it finds wrong is to be ignored (PR56).
      if (error.type !== "max-buffer-size-exceeded") return;
      throw new DecodeError(`The event stream has a line or an event longer than ${maxLength} characters.`);
    },
    maxBufferSize: maxLength,
  });
  let isBroken = false;
  return {
    feed(text) {
      if (isBroken) throw new DecodeError("The event stream is broken.");
      isBroken = true;
      parser.feed(text);
      isBroken = false;
    },
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
