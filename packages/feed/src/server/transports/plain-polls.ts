// The polls that there are most of, by a short way before the framework: GET of a feed and of its `next` with nothing but `since`.
// Everything else is left to polling.ts and long-polling.ts, which answer the same.
import type { IncomingMessage, ServerResponse } from "node:http";
import { PAGE_HEADER } from "../../wire/limits.ts";
import type { Hub } from "../hub/hub.ts";
import type { AcceptedRequest } from "../feed-context.ts";
import { LongPoll, unchosenHoldMs } from "./long-polling.ts";
import { PollAnswers, writeAnswer, type PollAnswer } from "./poll-answers.ts";

export interface PlainPoll extends AcceptedRequest {
  /** Of `next`: waits for something newer. */
  readonly isHeld: boolean;
}

export interface PlainPollOptions {
  readonly hub: Hub;
  /** Header fields, names and values in turn, that the application's hooks add to every answer. */
  readonly fields: readonly string[];
  /** What a URL asks for; undefined for whatever is to be left to the framework. */
  readonly match: (url: string) => PlainPoll | undefined;
}

/**
 * Answers without hooks, so without `authorize`: for feeds that anyone may watch.
 * @returns what answers a plain poll, or returns false having done nothing
 */
export function plainPolls({ hub, fields, match }: PlainPollOptions) {
  const answers = new PollAnswers(hub, fields);
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "GET" || hub.isDraining) return false;
    const poll = match(request.url ?? "");
    const ifNoneMatch = poll === undefined ? undefined : readPlain(request);
    if (poll === undefined || ifNoneMatch === undefined) return false;
    try {
      if (poll.isHeld) new PlainLongPoll(response, answers).wait(hub, poll, unchosenHoldMs());
      else writeAnswer(response, answers.newest(poll, ifNoneMatch));
      return true;
    } catch (error) {
      // A feed that throws is the framework's to answer, as long as nothing was.
      if (response.headersSent) throw error;
      return false;
    }
  };
}

/** Fields of what is no plain poll. */
const TELLING = new Set(["origin", PAGE_HEADER, "expect", "upgrade", "content-length", "transfer-encoding"]);

/**
 * A page asks its own server without an Origin; one that asks another port is answered by the framework. Looks at the fields
 * as they came: thousands come back for each frame, and an object of their fields would be kept for each.
 * @returns its If-None-Match, empty when it has none; undefined when it is no plain poll
 */
function readPlain({ rawHeaders, httpVersion }: IncomingMessage): string | undefined {
  let hasHost = false;
  let ifNoneMatch = "";
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    if (name === "host") {
      if (hasHost) return undefined;
      hasHost = true;
    } else if (name === "if-none-match") {
      // A list may come in several fields (RFC 9110 §5.3).
      if (ifNoneMatch !== "") return undefined;
      ifNoneMatch = rawHeaders[index + 1] ?? "";
    } else if (TELLING.has(name)) return undefined;
  }
  return hasHost && httpVersion === "1.1" ? ifNoneMatch : undefined;
}

class PlainLongPoll extends LongPoll {
  protected answer(answer: PollAnswer): void {
    writeAnswer(this.response, answer);
  }
}
