// The numbers of the game but for the skills': SPEC EN3, EN12, EN31–EN36, EN39–EN41, EN52, EN54. Changing one changes what a log means: see STATE_FORMAT.
import type { Rules } from "./types.ts";

/** EN12: one hit in this many is critical. */
export const CRITICAL_ONE_IN = 10;
/** EN12: what a critical hit's damage is multiplied by. */
export const CRITICAL_FACTOR = 2;
/** EN31: a defeated monster's successor comes after this long. */
export const RESPAWN_DELAY_MS = 10_000;
/** EN32: no monster has more, so that every sum of damage stays an exact integer. */
export const MAX_HP = Number.MAX_SAFE_INTEGER;
/** EN52: each of at least this many counted attacks of a family, the newest ones, is recognised when repeated. */
export const DUPLICATE_WINDOW = 262_144;
/** EN54: all families together remember so many commands at the most, besides the newest RECENT_HITS_KEPT of each. */
export const MAX_REMEMBERED = 1_048_576;
/** EN54: a family in which nothing has happened for so long forgets before others do. */
export const UNUSED_MS = 60 * 60 * 1_000;
/** EN35: the last so many finished rounds a battle never forgets, and of each round it remembers so many rows at the most. */
export const FINISHED_ROUNDS_KEPT = 20;
export const FINISHED_RANKING_SIZE = 100;
/** EN39: of the rounds before those a battle remembers so many rows: all that an ordinary one ever has, for a hundred players. */
export const OLD_ROWS_KEPT = 4_096;
/** EN40: all families together remember so many of those rows at the most; 40 bytes each. */
export const MAX_OLD_ROWS = 1_048_576;
/** EN41: how many players the hall of fame has. */
export const FAME_SIZE = 100;
/** EN36. */
export const RECENT_HITS_KEPT = 16;

/** An ordinary battle: five players meet the first monster's end after a good half minute. */
export const DEFAULT_RULES: Rules = { cooldownScale: 1, maxHp: 20_000 };

/** EN3: rules as they take effect; whatever is out of range is moved to the nearest value that is not. */
export function effectiveRules(rules: Rules): Rules {
  const { cooldownScale, maxHp } = rules;
  return {
    cooldownScale: Number.isNaN(cooldownScale) ? 1 : Math.min(Math.max(cooldownScale, 0), 1),
    maxHp: Number.isNaN(maxHp) ? DEFAULT_RULES.maxHp : Math.min(Math.max(Math.floor(maxHp), 1), MAX_HP),
  };
}

/** EN32: half as many hit points again, rounded down, at most MAX_HP. */
export function successorHp(maxHp: number): number {
  return Math.min(maxHp + Math.floor(maxHp / 2), MAX_HP);
}

/** EN33 */
export const MONSTER_NAMES = [
  "Lernaean Hydra",
  "Marsh Sovereign",
  "Brass Quartet",
  "Fourfold Hunger",
  "Tidewater Maw",
  "Ashen Choir",
  "Thornback Mother",
  "Glasscoil",
  "Winter's Knot",
  "Stormneck",
  "Grave Bouquet",
  "The Unsevered",
] as const;

/** EN33: the name of a round's monster; the names come round again. */
export function monsterName(round: number): string {
  return MONSTER_NAMES[(round - 1) % MONSTER_NAMES.length] ?? MONSTER_NAMES[0];
}
