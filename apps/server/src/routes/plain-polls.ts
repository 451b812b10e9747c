// The polls that there are most of, by a short way: GET ranking and GET ranking/next with nothing but `since`. The rest is
// left to polling.ts and long-polling.ts, also while the log is gone.
import type { IncomingMessage, ServerResponse } from "node:http";
import { LOG_HEADER, MAX_HOLD_MS, PAGE_HEADER } from "@hydra/protocol";
import {
  isNewest,
  type EncodedFrame,
  type EndReason,
  type Sink,
  type Subscription,
} from "@hydra/feed/server";
import { matches } from "./polling.ts";
import type { RouteContext } from "./route-context.ts";
import { commonFields, type ShortWay } from "./short-ways.ts";

/** Groups: family, `/next`, epoch and seq of `since`. What does not match may be right all the same. */
const PLAIN =
  /^\/api\/families\/([\w.-]{1,64})\/ranking(\/next)?(?:\?since=([A-Za-z0-9]{1,32})(?::|%3A)(0|[1-9]\d{0,14}))?$/;
/** Holds end spread over a tenth (pitfall 20), and the hub ends them once a second. */
const HOLD_MS = { longest: MAX_HOLD_MS - 1_000, spread: MAX_HOLD_MS * 0.1 };

export function plainPolls(context: RouteContext): ShortWay {
  const heads = new Heads(context);
  const { hub, loop, log } = context;
  return (request, response) => {
    if (request.method !== "GET" || hub.isDraining || log.status === "unreachable") return false;
    const match = PLAIN.exec(request.url ?? "");
    if (match === null) return false;
    const [, familyId = "", next, epoch, seq] = match;
    const feed = loop.feed(familyId);
    const ifNoneMatch = feed === undefined ? undefined : readPlain(request);
    if (feed === undefined || ifNoneMatch === undefined) return false;
    const since = epoch === undefined ? undefined : { epoch, seq: Number(seq) };
    if (next !== undefined) {
      const reply = new PollReply(response, heads);
      const endsAt = performance.now() + HOLD_MS.longest - Math.random() * HOLD_MS.spread;
      reply.parked(hub.park(feed, reply, { since, endsAt, isPatient: true }));
    } else if (ifNoneMatch !== "" && matches(ifNoneMatch, heads.tagOf(feed.seq))) {
      response.writeHead(304, heads.unchanged(feed.seq)).end();
    } else new PollReply(response, heads).send(isNewest(feed, since) ? undefined : feed.frameSince(since));
    return true;
  };
}

/** Fields of what is no plain poll. */
const TELLING = new Set(["origin", PAGE_HEADER, "expect", "upgrade", "content-length", "transfer-encoding"]);

/**
 * A page asks its own server without an Origin; a lane of the lab, which asks another port, is read by the framework.
 * Looks at the fields as they came: thousands come back for each frame, and an object of their fields would be kept for each.
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

/** Bodies up to this size go out joined to the head, in one write of one piece. */
const MAX_JOINED_BYTES = 4_096;

/** Names and values, in turn, of the header fields of answers; those of one frame are made once for all who wait for it. */
class Heads {
  readonly #epoch: string;
  readonly #log: RouteContext["log"];
  readonly #always: readonly string[];
  readonly #unreachable: readonly string[];
  #frame: EncodedFrame | undefined;
  #ofFrame: string[] = [];
  #seq = -1;
  #tag = "";
  #ofUnchanged: string[] = [];

  constructor(context: RouteContext) {
    this.#epoch = context.loop.epoch;
    this.#log = context.log;
    this.#always = commonFields(context);
    this.#unreachable = [...this.#always, LOG_HEADER, "unreachable"];
  }

  /** Asked when an answer goes out: the log may have gone while a poll waited. */
  with(...fields: readonly string[]): string[] {
    const common = this.#log.status === "unreachable" ? this.#unreachable : this.#always;
    return [...common, ...fields, "cache-control", "no-cache"];
  }

  /** The ETag of a version. */
  tagOf(seq: number): string {
    if (seq !== this.#seq) {
      this.#seq = seq;
      this.#tag = `"${this.#epoch}:${seq}"`;
      this.#ofUnchanged = [...this.#always, "etag", this.#tag, "cache-control", "no-cache"];
    }
    return this.#tag;
  }

  /** Of an answer given at once: whoever asks while the log is gone is answered by the framework. */
  unchanged(seq: number): string[] {
    this.tagOf(seq);
    return this.#ofUnchanged;
  }

  of(frame: EncodedFrame): string[] {
    // Not remembered while the log is gone: with it back, the same frame has other fields.
    if (frame !== this.#frame || this.#log.status === "unreachable") {
      const length = String(frame.body.length);
      const type = ["content-type", "application/json; charset=utf-8"];
      this.#ofFrame = this.with(...type, "etag", `"${frame.cursor}"`, "content-length", length);
      this.#frame = this.#log.status === "unreachable" ? undefined : frame;
    }
    return this.#ofFrame;
  }
}

/** One answer, which may have to wait: one object and no timer, because ten thousand of them wait at once. */
class PollReply implements Sink {
  readonly transport = "long-polling";
  readonly pendingBytes = 0;
  readonly #response: ServerResponse;
  readonly #heads: Heads;
  #isAnswered = false;

  constructor(response: ServerResponse, heads: Heads) {
    this.#response = response;
    this.#heads = heads;
  }

  send(frame: EncodedFrame | undefined): void {
    if (frame === undefined) return this.#nothingNewer([]);
    this.#response.writeHead(200, this.#heads.of(frame));
    this.#response.end(frame.body.length > MAX_JOINED_BYTES ? frame.body : frame.text);
  }

  /** It waits, unless it has been answered already. */
  parked(subscription: Subscription): void {
    if (this.#isAnswered) return;
    // Also comes after an answer, when nothing is left to do.
    this.#response.on("close", () => {
      if (this.#settle()) subscription.close();
    });
  }

  write(frame: EncodedFrame): boolean {
    if (this.#settle()) this.send(frame);
    return true;
  }

  end(reason: EndReason): void {
    if (this.#settle()) this.#nothingNewer(reason === "restart" ? ["connection", "close"] : []);
  }

  #nothingNewer(more: readonly string[]): void {
    this.#response.writeHead(204, this.#heads.with(...more)).end();
  }

  /** Whether it was still to be answered. */
  #settle(): boolean {
    if (this.#isAnswered) return false;
    this.#isAnswered = true;
    return true;
  }
}
