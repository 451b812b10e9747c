// The polls that there are most of, by a short way: GET ranking and GET ranking/next with nothing but `since`. The rest is
// left to polling.ts and long-polling.ts, also while the log is gone.
import type { IncomingMessage, ServerResponse } from "node:http";
import { LOG_HEADER, MAX_HOLD_MS } from "@hydra/protocol";
import type { EncodedFrame } from "../feed/encoded-frame.ts";
import type { Subscription } from "../hub/hub.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
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
    const feed = loop.feed(match?.[1] ?? "");
    if (match === null || feed === undefined || !isPlain(request)) return false;
    const [, , next, epoch, seq] = match;
    const since = epoch === undefined ? undefined : { epoch, seq: Number(seq) };
    const reply = new PollReply(response, heads);
    if (next !== undefined) {
      const endsAt = performance.now() + HOLD_MS.longest - Math.random() * HOLD_MS.spread;
      reply.parked(hub.park(feed, reply, { since, endsAt, isPatient: true }));
    } else if (matches(request.headers["if-none-match"], `"${log.epoch}:${feed.seq}"`)) {
      reply.unchanged(`"${log.epoch}:${feed.seq}"`);
    } else reply.send(feed.since(since));
    return true;
  };
}

/** Fields of what is no plain poll. */
const TELLING = new Set(["origin", "expect", "upgrade", "content-length", "transfer-encoding"]);

/**
 * A page asks its own server without an Origin; a lane of the lab, which asks another port, is read by the framework.
 * Looks at the fields as they came: thousands come back for each frame, and an object of their fields would be kept for each.
 */
function isPlain({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hasHost = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    if (TELLING.has(name)) return false;
    hasHost ||= name === "host";
  }
  return hasHost && httpVersion === "1.1";
}

/** Bodies up to this size go out joined to the head, in one write of one piece. */
const MAX_JOINED_BYTES = 4_096;

/** Names and values, in turn, of the header fields of answers; those of one frame are made once for all who wait for it. */
class Heads {
  readonly #log: RouteContext["log"];
  readonly #always: readonly string[];
  readonly #unreachable: readonly string[];
  #frame: EncodedFrame | undefined;
  #ofFrame: string[] = [];

  constructor(context: RouteContext) {
    this.#log = context.log;
    this.#always = commonFields(context);
    this.#unreachable = [...this.#always, LOG_HEADER, "unreachable"];
  }

  /** Asked when an answer goes out: the log may have gone while a poll waited. */
  with(...fields: readonly string[]): string[] {
    const common = this.#log.status === "unreachable" ? this.#unreachable : this.#always;
    return [...common, ...fields, "cache-control", "no-cache"];
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

  unchanged(etag: string): void {
    this.#response.writeHead(304, this.#heads.with("etag", etag)).end();
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
