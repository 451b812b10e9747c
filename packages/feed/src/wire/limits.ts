// The numbers of a feed's contract. Each with its source.
import { FeedError } from "./problem.ts";

/** A long-poll is held at most this long, and by default (the wire contract). */
export const MAX_HOLD_MS = 30_000;
/** SSE and WebSocket send a heartbeat frame this often; well below the 60 s idle limit of common proxies. */
export const HEARTBEAT_INTERVAL_MS = 10_000;
/** Largest command, as an HTTP body or as a WebSocket message (the wire contract). */
export const MAX_COMMAND_BYTES = 1_024;
/** Longest line or event a client's event-stream decoder holds, in UTF-16 code units; a full snapshot has about 10,000. */
export const MAX_EVENT_LENGTH = 1_048_576;
/** Answers of polls have it, with the value `unreachable`, while attacks cannot be taken. SPEC PR14. */
export const LOG_HEADER = "hydra-log";
/** Request header in which a page of the server gives its origin (PR15). */
export const PAGE_HEADER = "hydra-page";
/** Response header: `differs` when sockets of that page would be refused (PR15). */
export const ORIGIN_HEADER = "hydra-origin";
/** WebSocket close codes the server uses, RFC 6455 §7.4 and the IANA registry. */
export const CLOSE_CODES = {
  unsupportedData: 1003,
  invalidPayload: 1007,
  policyViolation: 1008,
  messageTooBig: 1009,
  serviceRestart: 1012,
  tryAgainLater: 1013,
} as const;

/**
 * Reads the parameter `holdMs`: milliseconds from 0 to 30,000, larger ones cut to that, 30,000 when absent.
 * @throws FeedError `invalid-body` when it is not a decimal integer.
 */
export function parseHoldMs(value: unknown): number {
  if (value === undefined || value === "") return MAX_HOLD_MS;
  if (typeof value !== "string" || !/^[0-9]+$/.test(value))
    throw new FeedError("invalid-body", '"holdMs" must be an integer from 0.');
  return Math.min(Number(value), MAX_HOLD_MS);
}
