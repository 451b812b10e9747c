// One plain question to the server, asked when a transport does not get through: is the server there, does it serve this
// family, and does it take this page's address for its own? SPEC FP4, AT3.
import { decodeFamilySummary, ORIGIN_HEADER, routes } from "@hydra/protocol";
import { endOfError, endOfResponse } from "./feed-end.ts";
import type { BrokenFeed, FeedRequest, RefusedFeed } from "./feed-transport.ts";
import { requestHeaders } from "./request-headers.ts";

/** Longest a feed that could not be opened waits for the answer before it is tried again. */
const PROBE_TIMEOUT_MS = 3_000;

export type Probe =
  /** The server serves the family over plain HTTP; `isOriginRefused`: it would refuse a socket of this page. */
  | { readonly type: "served"; readonly isOriginRefused: boolean }
  | RefusedFeed
  /** The server cannot be reached, or an intermediary answered in its place. */
  | BrokenFeed;

export type ProbeRequest = Pick<FeedRequest, "baseUrl" | "familyId" | "token">;

/** Asks once; never rejects. `signal` ends it as lost. */
export async function probe({ baseUrl, familyId, token }: ProbeRequest, signal: AbortSignal): Promise<Probe> {
  try {
    const response = await fetch(`${baseUrl}${routes.family(familyId)}`, {
      headers: requestHeaders(baseUrl, token),
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
    });
    if (!response.ok) return await endOfResponse(response);
    decodeFamilySummary(await response.text());
    return { type: "served", isOriginRefused: response.headers.get(ORIGIN_HEADER) === "differs" };
  } catch (error) {
    return endOfError(error);
  }
}
