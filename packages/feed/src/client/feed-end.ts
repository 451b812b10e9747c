// Why a feed ended, from what a server or the platform answered: HTTP statuses, errors of a read, close codes.
// The one place that decides what is worth another attempt: all but the server's own refusals, because any other answer is
// an intermediary's and passes. SPEC FP1–FP4, PR30–PR35; RFC 6455 §7.4, RFC 9110 §10.2.3.
import { DecodeError } from "../wire/decode-error.ts";
import { CLOSE_CODES } from "../wire/limits.ts";
import { FeedError, isOwnProblem, ProblemError, readProblem } from "../wire/problem.ts";
import { SocketUnavailableError } from "./socket-dial.ts";
import type { BrokenFeed, FeedEnd } from "./transport.ts";

/** Client errors that pass: timeout, too early, too many requests (RFC 9110 §15.5.9, RFC 8470, RFC 6585). */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * The error a failed HTTP answer stands for, with the hint of its body or of its Retry-After header: the server's own, or
 * `unavailable` for an answer that an intermediary gave in its place (FP2). Reads the body.
 */
export async function errorOfResponse(response: Response): Promise<ProblemError> {
  return (await readError(response)).error;
}

/** Why a feed request that was not served ended: refused for good, or broken with the server's hint. Reads the body. */
export async function endOfResponse(response: Response): Promise<FeedEnd> {
  const { error, isOwn } = await readError(response);
  const isFinal = isOwn && isFinalStatus(response.status);
  // This client sends a cursor that it was given: whatever became of that, a snapshot helps (FP3).
  if (isFinal && error.code !== "invalid-cursor") {
    return { type: "refused", code: error.code, reason: error.message };
  }
  const end = broken("lost", error.message, error.retryAfterMs);
  return { ...end, ...(isOwn ? { isOwn } : { isForeign: true }), ...(isFinal && { needsSnapshot: true }) };
}

function isFinalStatus(status: number): boolean {
  return status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
}

async function readError(response: Response): Promise<{ error: ProblemError; isOwn: boolean }> {
  const { status, headers } = response;
  const text = await response.text();
  const isOwn = isOwnProblem(status, text);
  const error = isOwn
    ? readProblem(status, text)
    : new FeedError("unavailable", `An intermediary answered ${status || "with a redirect"}.`);
  const { code, message: detail } = error;
  const retryAfterMs = error.retryAfterMs ?? retryAfterOf(headers);
  return { error: new ProblemError(code, error, { detail, retryAfterMs }), isOwn };
}

/** Why a feed ended in which reading threw. */
export function endOfError(error: unknown): BrokenFeed {
  if (error instanceof DecodeError) return { ...broken("malformed", error.message), isForeign: true };
  return broken("lost", "the server cannot be reached, or the connection broke");
}

/** Why a socket could not be dialled, or where to was not found out: refused where no attempt could ever succeed. */
export function endOfDial(error: unknown): FeedEnd {
  if (isProblem(error)) return endOfProblem(error);
  if (error instanceof SocketUnavailableError)
    return { type: "refused", code: "unavailable", reason: error.message };
  return endOfError(error);
}

/** `instanceof` alone leaves the code any. */
function isProblem(error: unknown): error is ProblemError {
  return error instanceof ProblemError;
}

function endOfProblem({ code, message: reason, status, retryAfterMs }: ProblemError): FeedEnd {
  return isFinalStatus(status) ? { type: "refused", code, reason } : broken("lost", reason, retryAfterMs);
}

/** Why a socket that had been open was closed. */
export function endOfClose(code: number, reason: string): FeedEnd {
  const hintMs = /(?:^|[\s;])retry-after-ms=(\d{1,9})(?:$|[\s;])/.exec(reason)?.[1];
  const retryAfterMs = hintMs === undefined ? undefined : Number(hintMs);
  if (code === CLOSE_CODES.serviceRestart) return broken("restart", "the server restarts", retryAfterMs);
  if (code === CLOSE_CODES.tryAgainLater) {
    return { ...broken("lost", "the server asked to come back later", retryAfterMs), isOwn: true };
  }
  return broken("lost", `the socket was closed (${code})`, retryAfterMs);
}

export function broken(type: BrokenFeed["type"], reason: string, retryAfterMs?: number): BrokenFeed {
  return { type, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Retry-After in milliseconds, from its seconds or its date (RFC 9110 §10.2.3). */
function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const waitMs = Date.parse(text) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
