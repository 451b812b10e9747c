// Two clocks, kept apart: this machine's, and an estimate of the server's with its uncertainty. A latency is a
// difference on one of them, never across both. Invariant 10.
import { decodeTimeAnswer, ProtocolError, routes } from "@hydra/protocol";
import { localNow } from "@hydra/feed/client";
import { requestJson } from "./http.ts";

/** Enough that one of them meets no queue on the way; the first pays for opening the connection. */
const DEFAULT_SAMPLES = 5;

export interface ClockEstimate {
  /** Server's clock minus localNow(), milliseconds. */
  readonly offsetMs: number;
  /** The true offset is at most this far away: half the round trip of the best sample. */
  readonly uncertaintyMs: number;
}

export interface ClockOptions {
  readonly baseUrl: string;
  readonly samples?: number;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

/**
 * Estimates the server's clock from the sample with the smallest round trip. Estimate again after the machine slept.
 * @throws ProtocolError when no sample succeeds; the signal's reason when it aborts.
 */
export async function estimateClock(options: ClockOptions): Promise<ClockEstimate> {
  let best: ClockEstimate | undefined;
  let failure = new ProtocolError("unavailable", "No sample was taken.");
  for (let sample = 0; sample < (options.samples ?? DEFAULT_SAMPLES); sample += 1) {
    try {
      const estimate = await takeSample(options);
      if (best === undefined || estimate.uncertaintyMs < best.uncertaintyMs) best = estimate;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      failure = error;
    }
  }
  if (best === undefined) throw failure;
  return best;
}

async function takeSample({ baseUrl, signal, fetch }: ClockOptions): Promise<ClockEstimate> {
  const sentAt = localNow();
  const { now } = await requestJson({
    baseUrl,
    path: routes.time,
    decode: decodeTimeAnswer,
    signal,
    fetch,
  });
  const receivedAt = localNow();
  return { offsetMs: now - (sentAt + receivedAt) / 2, uncertaintyMs: (receivedAt - sentAt) / 2 };
}
