// The polls that there are most of, answered before the framework sees them: GET ranking and GET ranking/next, with nothing
// but `since`, by somebody on this very origin. No hook would add anything to them but two headers, and going through
// all of them was half of what a poll cost. Whatever is out of the ordinary (another parameter, an Origin, an error, a
// server that drains, a log that is gone) is left to the routes in polling.ts and long-polling.ts, which say the same.
import type { IncomingMessage, ServerResponse } from "node:http";
import { LOG_HEADER, MAX_HOLD_MS } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import type { EncodedFrame } from "../feed/encoded-frame.ts";
import type { Subscription } from "../hub/hub.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
import { matches } from "./polling.ts";
import type { RouteContext } from "./route-context.ts";

/** Groups: family, `/next`, epoch and seq of `since`. What does not match may be right all the same. */
const PLAIN =
  /^\/api\/families\/([\w.-]{1,64})\/ranking(\/next)?(?:\?since=([A-Za-z0-9]{1,32})(?::|%3A)(0|[1-9]\d{0,14}))?$/;
/** Holds end spread over a tenth (pitfall 20), in steps: Node keeps one list for all timers of the same length. */
const HOLD_STEP_MS = 100;
const HOLD_STEPS = (MAX_HOLD_MS * 0.1) / HOLD_STEP_MS;

/** Puts itself before the framework. */
export function plainPolls(app: FastifyInstance, context: RouteContext): void {
  const always = ["x-content-type-options", "nosniff"];
  // Pages of other origins may read it; caches are told that it depends on who asks.
  if (context.config.allowedOrigins.length > 0) always.push("vary", "Origin");
  const unreachable = [...always, LOG_HEADER, "unreachable"];
  const { log } = context;
  /** Asked when an answer goes out: the log may have gone while a poll waited. */
  const fields = (): readonly string[] => (log.status === "unreachable" ? unreachable : always);
  const { server, routing } = app;
  server.off("request", routing);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (!answer({ request, response, context, fields })) routing(request, response);
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: RouteContext;
  readonly fields: CommonFields;
}

/** Names and values of the header fields that every answer has now, as the hooks and the routes set them. */
type CommonFields = () => readonly string[];

function answer({ request, response, context, fields }: Exchange): boolean {
  const { hub, loop, log } = context;
  if (request.method !== "GET" || hub.isDraining || log.status === "unreachable") return false;
  const match = PLAIN.exec(request.url ?? "");
  const feed = loop.feed(match?.[1] ?? "");
  if (match === null || feed === undefined || !isPlain(request)) return false;
  const [, , next, epoch, seq] = match;
  const since = epoch === undefined ? undefined : { epoch, seq: Number(seq) };
  const reply = new PlainReply(response, fields);
  if (next !== undefined) {
    new ParkedPoll(reply).park((sink) => hub.park(feed, sink, since));
    return true;
  }
  const etag = `"${log.epoch}:${feed.seq}"`;
  if (matches(request.headers["if-none-match"], etag)) reply.unchanged(etag);
  else reply.send(feed.since(since));
  return true;
}

function isPlain({ headers, httpVersion }: IncomingMessage): boolean {
  return (
    httpVersion === "1.1" &&
    headers.host !== undefined &&
    headers.origin === undefined &&
    headers.upgrade === undefined &&
    headers["content-length"] === undefined &&
    headers["transfer-encoding"] === undefined
  );
}

/** Bodies up to this size go out joined to the head, in one write of one piece. */
const MAX_JOINED_BYTES = 4_096;

class PlainReply {
  readonly response: ServerResponse;
  readonly #fields: CommonFields;

  constructor(response: ServerResponse, fields: CommonFields) {
    this.response = response;
    this.#fields = fields;
  }

  unchanged(etag: string): void {
    this.response.writeHead(304, [...this.#fields(), "etag", etag, "cache-control", "no-cache"]).end();
  }

  send(frame: EncodedFrame | undefined): void {
    if (frame === undefined) return this.nothingNewer();
    const { body } = frame;
    this.response.writeHead(200, [
      ...this.#fields(),
      "content-type",
      "application/json; charset=utf-8",
      "etag",
      `"${frame.cursor}"`,
      "cache-control",
      "no-cache",
      "content-length",
      String(body.length),
    ]);
    this.response.end(body.length > MAX_JOINED_BYTES ? body : frame.text);
  }

  nothingNewer(more: readonly string[] = []): void {
    this.response.writeHead(204, [...this.#fields(), ...more, "cache-control", "no-cache"]).end();
  }
}

/** What an answer without a frame says besides. Nobody parks here while the log is gone, so a change means that it has. */
const ENDINGS: Readonly<Record<EndReason, readonly string[]>> = {
  restart: ["connection", "close"],
  behind: [],
  "log-changed": [LOG_HEADER, "unreachable"],
};

/** A long-poll that waits. One object and one timer: ten thousand of them wait at once. */
class ParkedPoll implements Sink {
  readonly transport = "long-polling";
  readonly pendingBytes = 0;
  readonly #reply: PlainReply;
  #isAnswered = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(reply: PlainReply) {
    this.#reply = reply;
  }

  /** @param park as the hub's: may write at once */
  park(park: (sink: Sink) => Subscription): void {
    const subscription = park(this);
    if (this.#isAnswered) return;
    this.#timer = setTimeout(
      () => {
        if (!this.#settle()) return;
        subscription.close();
        this.#reply.nothingNewer();
      },
      MAX_HOLD_MS - HOLD_STEP_MS * Math.floor(Math.random() * HOLD_STEPS),
    );
    // Also comes after an answer, when nothing is left to do.
    this.#reply.response.once("close", () => {
      if (this.#settle()) subscription.close();
    });
  }

  write(frame: EncodedFrame): void {
    if (this.#settle()) this.#reply.send(frame);
  }

  end(reason: EndReason): void {
    if (this.#settle()) this.#reply.nothingNewer(ENDINGS[reason]);
  }

  /** Whether it was still to be answered. */
  #settle(): boolean {
    if (this.#isAnswered) return false;
    this.#isAnswered = true;
    clearTimeout(this.#timer);
    return true;
  }
}
