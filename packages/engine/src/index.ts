export { apply, preview } from "./apply.ts";
export type { Battle, Presence } from "./battle.ts";
export { around, playerOf, rankOf, readyAtOf, top, type PlayerView } from "./queries.ts";
export {
  fameOf,
  famous,
  placeInRound,
  roundOf,
  roundsBefore,
  totalsOf,
  type Placed,
  type RoundsPage,
} from "./finished-rounds.ts";
export {
  CRITICAL_FACTOR,
  CRITICAL_ONE_IN,
  DEFAULT_RULES,
  DUPLICATE_WINDOW,
  FAME_SIZE,
  FINISHED_RANKING_SIZE,
  FINISHED_ROUNDS_KEPT,
  MAX_HP,
  MAX_REMEMBERED,
  MONSTER_NAMES,
  RECENT_HITS_KEPT,
  RESPAWN_DELAY_MS,
} from "./rules.ts";
export {
  isSkill,
  pickSkill,
  SKILL_NAMES,
  SKILLS,
  type Skill,
  type SkillRule,
  type Skills,
} from "./skills.ts";
export { decodeWorld } from "./state/decode-world.ts";
export { encodeWorld, encodeWorldInPieces, type EncodedWorld } from "./state/encode-world.ts";
export { StateFormatError } from "./state/state-format-error.ts";
export { READABLE_FORMATS, STATE_FORMAT } from "./state/state-text.ts";
export type * from "./types.ts";
export {
  battleOf,
  battlesOf,
  countListed,
  countPlayers,
  createWorld,
  isListedAt,
  type World,
} from "./world.ts";
