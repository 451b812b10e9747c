// What a poll or long-poll is answered with, as values: the framework's way and the short way write the same ones. Those of one
// frame are made once for all that wait for it. RFC 9110 §8.8.3 (ETag), §13.1.2 (If-None-Match).
import { matchesTag } from "../if-none-match.ts";
import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { LOG_HEADER } from "../../wire/limits.ts";
import type { EncodedFrame } from "../encoded-frame.ts";
import type { AcceptedRequest } from "../feed-context.ts";
import type { Hub } from "../hub/hub.ts";
import { isNewest, type VersionedFeed } from "../versioned-feed.ts";

export interface PollAnswer {
  readonly status: 200 | 204 | 304;
  /** Names and values of header fields, in turn. Not to be changed. */
  readonly fields: string[];
  /** The body of a 200. */
  readonly frame?: EncodedFrame;
}

export class PollAnswers {
  readonly #hub: Pick<Hub, "isSourceReachable">;
  readonly #always: readonly string[];
  #common: readonly string[] = [];
  #isReachable: boolean | undefined;
  #ofFrame: PollAnswer | undefined;
  #unchanged: PollAnswer | undefined;
  #tag = "";
  #tagEpoch = "";
  #tagSeq = -1;

  /** @param always fields of every answer that are not set elsewhere */
  constructor(hub: Pick<Hub, "isSourceReachable">, always: readonly string[] = []) {
    this.#hub = hub;
    this.#always = always;
  }

  /** What a poll of the feed gets now. @param ifNoneMatch the request's field; empty when it has none */
  newest({ feed, since }: AcceptedRequest, ifNoneMatch: string): PollAnswer {
    if (ifNoneMatch !== "" && matchesTag(ifNoneMatch, this.#tagOf(feed))) return this.#notModified();
    return isNewest(feed, since) ? this.nothingNewer() : this.of(feed.frameSince(since));
  }

  of(frame: EncodedFrame): PollAnswer {
    this.#refresh();
    if (this.#ofFrame?.frame !== frame) {
      const type = ["content-type", "application/json; charset=utf-8"];
      const length = String(frame.body.length);
      const fields = this.#with(...type, "etag", `"${frame.cursor}"`, "content-length", length);
      this.#ofFrame = { status: 200, fields, frame };
    }
    return this.#ofFrame;
  }

  /** @param isLast the connection closes after it: the server stops */
  nothingNewer(isLast = false): PollAnswer {
    this.#refresh();
    return { status: 204, fields: this.#with(...(isLast ? ["connection", "close"] : [])) };
  }

  #notModified(): PollAnswer {
    this.#refresh();
    this.#unchanged ??= { status: 304, fields: this.#with("etag", this.#tag) };
    return this.#unchanged;
  }

  /** The ETag of the feed's newest version. */
  #tagOf({ epoch, seq }: VersionedFeed): string {
    if (seq !== this.#tagSeq || epoch !== this.#tagEpoch) {
      this.#tagSeq = seq;
      this.#tagEpoch = epoch;
      this.#tag = `"${epoch}:${seq}"`;
      this.#unchanged = undefined;
    }
    return this.#tag;
  }

  #with(...fields: readonly string[]): string[] {
    return [...this.#common, ...fields, "cache-control", "no-cache"];
  }

  /** PR14: an answer reports that the source cannot be reached; asked when it goes out, for a poll may have waited. */
  #refresh(): void {
    const { isSourceReachable } = this.#hub;
    if (isSourceReachable === this.#isReachable) return;
    this.#isReachable = isSourceReachable;
    this.#common = isSourceReachable ? this.#always : [...this.#always, LOG_HEADER, "unreachable"];
    this.#ofFrame = undefined;
    this.#unchanged = undefined;
  }
}

/** The framework's way. The cached body goes out as it is. */
export function sendAnswer(reply: FastifyReply, { status, fields, frame }: PollAnswer): FastifyReply {
  void reply.code(status);
  for (let index = 0; index < fields.length; index += 2)
    void reply.header(fields[index] ?? "", fields[index + 1]);
  return reply.send(frame?.body);
}

/** Bodies up to this size go out joined to the head, in one write of one piece. */
const MAX_JOINED_BYTES = 4_096;

/** The short way: straight to Node's response. */
export function writeAnswer(response: ServerResponse, { status, fields, frame }: PollAnswer): void {
  response.writeHead(status, fields);
  if (frame === undefined) response.end();
  else response.end(frame.body.length > MAX_JOINED_BYTES ? frame.body : frame.text);
}
