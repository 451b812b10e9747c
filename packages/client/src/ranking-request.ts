// One GET of the ranking with one answer: what polling and long-polling are made of. Never throws. SPEC PR50 ff.
import { decodeFrame, LOG_HEADER, type FeedFrame } from "@hydra/protocol";
import { broken, endOfError, endOfResponse } from "./feed-end.ts";
import type { FeedEnd } from "./feed-transport.ts";
import type { Meter } from "./meter.ts";
import { authorization } from "./request-headers.ts";

export type RankingAnswer =
  | { readonly type: "frame"; readonly frame: FeedFrame }
  /** 204, 304, or a kind of frame this version does not know. */
  | { readonly type: "unchanged" }
  /** Given up by whoever asked. */
  | { readonly type: "aborted" }
  | { readonly type: "end"; readonly end: FeedEnd };

export interface RankingRequest {
  readonly url: string;
  readonly token: string | undefined;
  /** Whether the address has a `since`. */
  readonly holdsCursor: boolean;
  /** Limit on the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Abort it to give the request up. */
  readonly controller: AbortController;
  readonly meter: Meter;
  /** Called with what an answer says of the event log (PR14). */
  readonly onLog: (isReachable: boolean) => void;
}

/** Tells the limit from other reasons to abort. */
const TIMED_OUT = Symbol("timed out");

export async function requestRanking(request: RankingRequest): Promise<RankingAnswer> {
  const { url, token, holdsCursor, timeoutMs, controller, meter, onLog } = request;
  const timer = setTimeout(() => controller.abort(TIMED_OUT), timeoutMs);
  meter.addRequest();
  try {
    const response = await fetch(url, {
      headers: authorization(token),
      cache: "no-store",
      redirect: "manual",
      signal: controller.signal,
    });
    if (response.ok || response.status === 304) onLog(response.headers.get(LOG_HEADER) !== "unreachable");
    if (response.status === 204 || response.status === 304) {
      // Whoever asked for a snapshot and is told that nothing is newer was not answered by the server (FP1).
      if (!holdsCursor)
        return { type: "end", end: broken("malformed", `${response.status} without a cursor`) };
      return { type: "unchanged" };
    }
    if (!response.ok) return { type: "end", end: await endOfResponse(response) };
    return answerOf(await response.arrayBuffer(), meter);
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

function answerOf(body: ArrayBuffer, meter: Meter): RankingAnswer {
  meter.addBytes(body.byteLength);
  const frame = decodeFrame(new TextDecoder().decode(body));
  if (frame === undefined || frame.type === "heartbeat") return { type: "unchanged" };
  return { type: "frame", frame };
}
