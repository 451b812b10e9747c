// The numbers of the contract. Each says where it comes from.

/** A long-poll is held at most this long, and by default (the wire contract). */
export const MAX_HOLD_MS = 30_000;
/** Largest command, as an HTTP body or as a WebSocket message (the wire contract). */
export const MAX_COMMAND_BYTES = 1_024;
/** Answers of polls have it, with the value `unreachable`, while attacks cannot be taken. SPEC PR14. */
export const LOG_HEADER = "hydra-log";
/** Request header in which a page of the server says its origin (PR15). */
export const PAGE_HEADER = "hydra-page";
/** Response header: `differs` when sockets of that page would be refused (PR15). */
export const ORIGIN_HEADER = "hydra-origin";
/** SSE and WebSocket send a heartbeat frame this often; well below the 60 s idle limit of common proxies. */
export const HEARTBEAT_INTERVAL_MS = 10_000;
/** Most families in one answer, and how many there are when nobody says (PR42). */
export const MAX_LISTED_FAMILIES = 100;
/** A name's length after trimming, in code points (the wire contract). */
export const MAX_NAME_LENGTH = 24;
/** Largest `rules.maxHp` of a family: far above any fight, far below where sums of damage lose precision. */
export const MAX_RULES_HP = 1e12;
/** Longest line or event a client's event-stream decoder holds, in UTF-16 code units; a full snapshot has about 10,000. */
export const MAX_EVENT_LENGTH = 1_048_576;
/** WebSocket close codes the server uses, RFC 6455 §7.4 and the IANA registry. */
export const CLOSE_CODES = {
  unsupportedData: 1003,
  invalidPayload: 1007,
  policyViolation: 1008,
  messageTooBig: 1009,
  serviceRestart: 1012,
  tryAgainLater: 1013,
} as const;
/** Most the bots of all labs may hit a second, together, and how many bots a lab may have. */
export const MAX_HITS_PER_SECOND = 5_000;
export const MAX_BOTS = 1_000;
/** Largest message of an echo socket: what conformance suites send. */
export const MAX_ECHO_BYTES = 16 * 1_048_576;
/** Longest cut of the lab's weather. */
export const MAX_CUT_MS = 60_000;
