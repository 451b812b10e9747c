// Attacks that get through: one commandId, sent again until the server has answered or the time is over. The server
// counts a commandId once (invariant 2), so sending again is always safe.
import { createBackoff } from "@hydra/feed/client";
import { ProtocolError, type AttackAnswer, type AttackRequest, type ErrorCode } from "@hydra/protocol";

/** One way to send an attack once; undefined when it is not open right now. */
export type AttackChannel = (
  command: AttackRequest,
  signal: AbortSignal,
) => Promise<AttackAnswer> | undefined;

export interface AttackPlan {
  readonly command: AttackRequest;
  /** Asked in this order before each attempt; the last one must always be open. */
  readonly channels: readonly AttackChannel[];
  /** How long what the server refuses for now is sent again. */
  readonly timeoutMs: number;
  /** How long it is kept while no answer comes, or none but that the log is away; Infinity: until the signal aborts. */
  readonly keepMs: number;
  /** Called before it is sent again, with what came of the last attempt. */
  onRetry?(code: ErrorCode): void;
  /** Calls back once when a channel may be open again; returns the function that stops it. */
  onOpen?(callback: () => void): () => void;
  /** Gives up at once. */
  readonly signal: AbortSignal;
  readonly random: () => number;
}

/** An attempt without an answer for this long is given up for another: a socket may be dead without an error. */
const ATTEMPT_TIMEOUT_MS = 4_000;
/** Delays between attempts: a person is looking at the button. */
const RETRY_BASE_MS = 200;
const RETRY_CAP_MS = 5_000;

const NOT_OPEN = new ProtocolError("unavailable", "No channel is open.");

/** Answers after which the same command may still succeed. */
const PASSING: ReadonlySet<ErrorCode> = new Set(["unavailable", "internal", "rate-limited"]);

/**
 * Sends the command until it is answered.
 * @throws ProtocolError the server's, at once unless it is one that passes; `unavailable` when the time is over.
 */
export async function attackUntilAnswered(plan: AttackPlan): Promise<AttackAnswer> {
  const { timeoutMs, keepMs, random } = plan;
  const startedAt = performance.now();
  const backoff = createBackoff({ baseMs: RETRY_BASE_MS, capMs: RETRY_CAP_MS, random });
  for (;;) {
    const outcome = await attempt(plan, startedAt + keepMs - performance.now());
    if (!(outcome instanceof ProtocolError)) return outcome;
    if (!PASSING.has(outcome.code)) throw outcome;
    const delayMs = backoff.next(outcome.retryAfterMs);
    const isKept = outcome.code === "unavailable";
    const isLate = performance.now() + delayMs >= startedAt + (isKept ? keepMs : timeoutMs);
    if (isLate || plan.signal.aborted) throw lastError(outcome);
    plan.onRetry?.(outcome.code);
    // What the server asks to wait for is not there earlier.
    if (!(await pause(delayMs, plan.signal, isKept ? plan.onOpen : undefined))) throw lastError(outcome);
  }
}

/** One attempt over the first open channel: the answer, or why there is none. */
async function attempt(plan: AttackPlan, remainingMs: number): Promise<AttackAnswer | ProtocolError> {
  const { command, channels, signal } = plan;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), Math.min(ATTEMPT_TIMEOUT_MS, remainingMs));
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    let error = NOT_OPEN;
    for (const send of channels) {
      const answer = await outcomeOf(send(command, either));
      if (!(answer instanceof ProtocolError)) return answer;
      error = answer;
      // A socket has the session of its handshake; HTTP has that of a player who joined later.
      if (error !== NOT_OPEN && error.code !== "unauthenticated") break;
    }
    return error;
  } finally {
    clearTimeout(timer);
  }
}

async function outcomeOf(answer: Promise<AttackAnswer> | undefined): Promise<AttackAnswer | ProtocolError> {
  try {
    return answer === undefined ? NOT_OPEN : await answer;
  } catch (error) {
    return error instanceof ProtocolError ? error : new ProtocolError("unavailable", "No answer came.");
  }
}

/** False when the signal ended it. A channel that opens ends it early. */
function pause(delayMs: number, signal: AbortSignal, onOpen: AttackPlan["onOpen"]): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isGoingOn: boolean): void => {
      clearTimeout(timer);
      stopWaiting?.();
      signal.removeEventListener("abort", stop);
      resolve(isGoingOn);
    };
    const stop = (): void => end(false);
    const timer = setTimeout(() => end(true), delayMs);
    const stopWaiting = onOpen?.(() => end(true));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
}

/** What the application gets in the end: a refusal to hurry as it is, all else as no answer. */
function lastError(error: ProtocolError): ProtocolError {
  return error.code === "rate-limited"
    ? error
    : new ProtocolError("unavailable", "No answer came in time.", error.retryAfterMs);
}
