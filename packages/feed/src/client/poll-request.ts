// One GET of a feed with one answer: what polling and long-polling are made of. Never throws. SPEC PR50 ff.
import { decodeObject } from "../wire/fields.ts";
import { LOG_HEADER } from "../wire/limits.ts";
import { feedAddress } from "./feed-address.ts";
import { broken, endOfError, endOfResponse } from "./feed-end.ts";
import { authorization } from "./request-headers.ts";
import type { Cursor } from "../wire/cursor.ts";
import type { FeedEnd, FeedEvents, FeedFrame, FeedRequest } from "./transport.ts";

export type PollAnswer<Frame extends FeedFrame> =
  | { readonly type: "frame"; readonly frame: Frame }
  /** 204, 304, or a type of frame that this version does not have. */
  | { readonly type: "unchanged" }
  | { readonly type: "aborted" }
  | { readonly type: "end"; readonly end: FeedEnd };

export interface PollRequest<Frame extends FeedFrame> {
  readonly feed: FeedRequest<Frame>;
  readonly since: Cursor | undefined;
  /** Whether the server is to park it until something is newer. */
  readonly isHeld: boolean;
  /** Limit on the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Abort it to give the request up. */
  readonly controller: AbortController;
  readonly onLog: FeedEvents<Frame>["onLog"];
}

/** Distinguishes the limit from other reasons to abort. */
const TIMED_OUT = Symbol("timed out");

export async function requestFrame<Frame extends FeedFrame>(
  request: PollRequest<Frame>,
): Promise<PollAnswer<Frame>> {
  const { feed, since, isHeld, timeoutMs, controller, onLog } = request;
  const timer = setTimeout(() => controller.abort(TIMED_OUT), timeoutMs);
  feed.meter?.addRequest();
  try {
    const response = await fetch(feedAddress(feed, isHeld ? "long-polling" : "polling", since), {
      headers: authorization(feed.token),
      cache: "no-store",
      redirect: "manual",
      signal: controller.signal,
    });
    const { ok, status, headers } = response;
    if ((ok || status === 304) && !controller.signal.aborted)
      onLog?.(headers.get(LOG_HEADER) !== "unreachable");
    if (status === 204 || status === 304) {
      // To a request for a snapshot the server does not answer that nothing is newer (FP2).
      if (since === undefined) return { type: "end", end: broken("malformed", `${status} without a cursor`) };
      return { type: "unchanged" };
    }
    if (!ok) return { type: "end", end: await endOfResponse(response) };
    return answerOf(feed, await response.arrayBuffer());
  } catch (error) {
    if (controller.signal.reason === TIMED_OUT) {
      return { type: "end", end: broken("lost", `no answer in ${timeoutMs / 1_000} s`) };
    }
    if (controller.signal.aborted) return { type: "aborted" };
    return { type: "end", end: endOfError(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** The cursor after a frame was delivered: an older one does not lead back. */
export function cursorAfter(since: Cursor | undefined, { epoch, seq }: FeedFrame): Cursor {
  return since !== undefined && since.epoch === epoch && since.seq >= seq ? since : { epoch, seq };
}

function answerOf<Frame extends FeedFrame>(feed: FeedRequest<Frame>, body: ArrayBuffer): PollAnswer<Frame> {
  feed.meter?.addBytes(body.byteLength);
  const frame = feed.readFrame(decodeObject(new TextDecoder().decode(body)));
  if (frame === undefined || frame.type === "heartbeat") return { type: "unchanged" };
  return { type: "frame", frame };
}
