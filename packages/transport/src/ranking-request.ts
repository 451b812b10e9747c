// One GET of the ranking with one answer: what polling and long-polling are made of. Never throws. SPEC PR50 ff.
import { decodeFrame, type FeedFrame } from "@hydra/protocol";
import { broken, endOfError, endOfResponse } from "./feed-end.ts";
import { authorization } from "./feed-request.ts";
import type { FeedEnd } from "./feed-transport.ts";
import type { Meter } from "./meter.ts";

export type RankingAnswer =
  | { readonly type: "frame"; readonly frame: FeedFrame }
  /** 204, 304, or a kind of frame this version does not know. */
  | { readonly type: "unchanged" }
  /** `signal` was aborted. */
  | { readonly type: "aborted" }
  | { readonly type: "end"; readonly end: FeedEnd };

export interface RankingRequest {
  readonly url: string;
  readonly token: string | undefined;
  /** Limit on the whole exchange, body included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly meter: Meter;
}

export async function requestRanking(request: RankingRequest): Promise<RankingAnswer> {
  const { url, token, timeoutMs, signal, meter } = request;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  meter.addRequest();
  try {
    const response = await fetch(url, {
      headers: authorization(token),
      cache: "no-store",
      signal: AbortSignal.any([signal, deadline.signal]),
    });
    if (response.status === 204 || response.status === 304) return { type: "unchanged" };
    if (!response.ok) return { type: "end", end: await endOfResponse(response) };
    return answerOf(await response.arrayBuffer(), meter);
  } catch (error) {
    if (signal.aborted) return { type: "aborted" };
    if (deadline.signal.aborted) {
      return { type: "end", end: broken("lost", `no answer in ${timeoutMs / 1000} s`) };
    }
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
