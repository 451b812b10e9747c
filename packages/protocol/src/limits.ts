// The numbers of the contract on top of a feed. Each with its source.

/** Most families in one answer, and how many there are without a `limit` (PR42). */
export const MAX_LISTED_FAMILIES = 100;
/** Most finished rounds in one answer, and how many there are without a `limit` (PR140). */
export const MAX_LISTED_ROUNDS = 20;
/** Most rows of a finished round's ranking, and of the hall of fame (PR140, PR143). */
export const MAX_LISTED_ROWS = 100;
/** A name's length after trimming, in code points (the wire contract). */
export const MAX_NAME_LENGTH = 24;
/** Largest `rules.maxHp` of a family: far above any fight, far below where sums of damage lose precision. */
export const MAX_RULES_HP = 1e12;
/** Most companions that a family is founded with (PR172). */
export const MAX_COMPANIONS = 4;
/** Hit points of a first monster, by how long a battle is to be (PR171). `medium` is the ordinary one. */
export const BATTLE_HP = { short: 6_000, medium: 20_000, long: 100_000 } as const;
/** Most the bots of all labs may hit a second, together, and how many bots a lab may have. */
export const MAX_HITS_PER_SECOND = 5_000;
export const MAX_BOTS = 1_000;
/** Longest run of a lab's traffic. */
export const MAX_RUN_MS = 3_600_000;
/** Largest message of an echo socket: what conformance suites send. */
export const MAX_ECHO_BYTES = 16 * 1_048_576;
/** Longest cut of the lab's weather. */
export const MAX_CUT_MS = 60_000;
