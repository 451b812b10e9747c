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
  readonly timeoutMs: number;
  /** Gives up at once. */
  readonly signal: AbortSignal;
  readonly random: () => number;
}

/** An attempt without an answer for this long is given up for another: a socket may be dead without an error. */
const ATTEMPT_TIMEOUT_MS = 4_000;
/** Delays between attempts: a person is looking at the button. */
const RETRY_BASE_MS = 200;
const RETRY_CAP_MS = 2_000;

const NOT_OPEN = new ProtocolError("unavailable", "No channel is open.");

/** Answers after which the same command may still succeed. */
const PASSING: ReadonlySet<ErrorCode> = new Set(["unavailable", "internal", "rate-limited"]);

/**
 * Sends the command until it is answered.
 * @throws ProtocolError the server's, at once unless it is one that passes; `unavailable` when the time is over.
 */
export async function attackUntilAnswered(plan: AttackPlan): Promise<AttackAnswer> {
  const { timeoutMs, signal, random } = plan;
  const deadline = performance.now() + timeoutMs;
  const backoff = createBackoff({ baseMs: RETRY_BASE_MS, capMs: RETRY_CAP_MS, random });
  for (;;) {
    const outcome = await attempt(plan, deadline - performance.now());
    if (!(outcome instanceof ProtocolError)) return outcome;
    if (!PASSING.has(outcome.code)) throw outcome;
    const delayMs = backoff.next(outcome.retryAfterMs);
    const isOver = performance.now() + delayMs >= deadline || !(await pause(delayMs, signal));
    if (isOver) throw lastError(outcome);
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

/** False when the signal ended it. */
function pause(delayMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    }, delayMs);
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
