// One plain question to the server, asked when a transport does not get through: is the server there, does it serve this feed,
// and does it take this page's address for its own? SPEC FP4, AT3.
import { ORIGIN_HEADER } from "../wire/limits.ts";
import type { ProbeRequest } from "./connection-types.ts";
import { endOfError, endOfResponse } from "./feed-end.ts";
import { requestHeaders } from "./request-headers.ts";
import type { BrokenFeed, RefusedFeed } from "./transport.ts";

/** Longest a feed that could not be opened waits for the answer before it is tried again. */
const PROBE_TIMEOUT_MS = 3_000;

export type Probe =
  /** The server serves it over plain HTTP; `isOriginRefused`: it would refuse a socket of this page. */
  | { readonly type: "served"; readonly isOriginRefused: boolean }
  | RefusedFeed
  /** The server cannot be reached, or an intermediary answered in its place. */
  | BrokenFeed;

/** Asks once; never rejects. `signal` ends it as lost. */
export async function probe(
  { url, read }: ProbeRequest,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Probe> {
  try {
    const response = await fetch(url, {
      headers: requestHeaders(url, token),
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
    });
    if (!response.ok) return await endOfResponse(response);
    read(await response.text());
    return { type: "served", isOriginRefused: response.headers.get(ORIGIN_HEADER) === "differs" };
  } catch (error) {
    return endOfError(error);
  }
}
