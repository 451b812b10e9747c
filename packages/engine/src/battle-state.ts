// What the engine keeps of one battle, and what others may read of it: a BattleState is its own Battle, and the way
// back from a Battle to its state is open only inside the engine. The state is a few numbers that are always there, and
// its parts, which are read from a text when they are needed (dormancy.ts).
import type { Battle, Presence } from "./battle.ts";
import { createParts, rowsOf, type BattleParts } from "./battle-parts.ts";
import type { AwakeBattles, Sleeper } from "./dormancy.ts";
import { listHits } from "./recent-hits.ts";
import { DEFAULT_RULES, effectiveRules, monsterName } from "./rules.ts";
import { hasCooldown } from "./roster.ts";
import type { SkillTable } from "./skills.ts";
import { namedColumns, NO_COLUMNS, type NamedColumns } from "./state/cooldowns.ts";
import { decodeParts } from "./state/decode-parts.ts";
import { encodeParts } from "./state/encode-parts.ts";
import type { FamilyCreatedEvent, Moment, Monster, RecentHit, Rules } from "./types.ts";

/** Writing more rows than this takes milliseconds in which no request is served: such a battle stays awake. */
const MAX_DORMANT_ROWS = 10_000;
/** So long must a battle have been quiet, and so much longer for each row: a thousand times what waking takes. */
const QUIET_MS = 1_000;
const QUIET_MS_A_ROW = 10;

/** What a battle needs of the world that it is in. */
export interface BattleWorld {
  readonly lastSeq: number;
  readonly lastAt: number;
  readonly awake: AwakeBattles;
  readonly skills: SkillTable;
}

export class BattleState implements Battle, Sleeper {
  readonly familyId: string;
  readonly name: string;
  readonly rules: Rules;
  readonly seed: number;
  round = 1;
  roundStartedAt: number;
  /** Of the monster, which has what totalDamage leaves of them. */
  maxHp: number;
  /** Epoch milliseconds; defined exactly when the monster is defeated. */
  respawnsAt: number | undefined = undefined;
  presence: Presence = "listed";
  players = 0;
  totalDamage = 0;
  /** Commands remembered. */
  commands = 0;
  /** Rows of finished rounds remembered, but for the last FINISHED_ROUNDS_KEPT rounds. */
  oldRows = 0;
  version: number;
  changedAt: number;
  roundStartedSeq: number;
  monsterChangedSeq: number;
  playersChangedSeq: number;
  /** Of no use but that what was read ahead is not optimised away. */
  readAhead = 0;
  /** Of a dormant battle, of skills that have no place among the parts. */
  cooldowns = NO_COLUMNS;
  readonly #world: BattleWorld;
  #parts: BattleParts | undefined = undefined;
  /** The parts of a dormant battle that has any. */
  #text = "";

  constructor(event: FamilyCreatedEvent, { seq, at }: Moment, world: BattleWorld) {
    this.familyId = event.familyId;
    this.name = event.name;
    this.rules = sharedRules(effectiveRules(event.rules));
    this.seed = event.seed >>> 0;
    this.roundStartedAt = at;
    this.maxHp = this.rules.maxHp;
    this.version = seq;
    this.changedAt = at;
    this.roundStartedSeq = seq;
    this.monsterChangedSeq = seq;
    this.playersChangedSeq = seq;
    this.#world = world;
  }

  get monster(): Monster {
    const { round, maxHp, totalDamage, respawnsAt } = this;
    const monster = { name: monsterName(round), hp: maxHp - totalDamage, maxHp };
    return respawnsAt === undefined
      ? { ...monster, status: "fighting" }
      : { ...monster, status: "defeated", respawnsAt };
  }

  get wasHit(): boolean {
    return this.round > 1 || this.totalDamage > 0;
  }

  get recentHits(): readonly RecentHit[] {
    return this.players === 0 ? [] : listHits(this.parts.hits);
  }

  get roundsFinished(): number {
    return this.respawnsAt === undefined ? this.round - 1 : this.round;
  }

  get skills(): SkillTable {
    return this.#world.skills;
  }

  /** Wakes a dormant battle. Good until another battle is looked at. @throws StateFormatError */
  get parts(): BattleParts {
    return this.#parts ?? this.#wake();
  }

  /** The parts as text, "" while there are none (EN61). */
  encodeParts(lastAt: number): string {
    return this.#parts === undefined
      ? this.#text
      : encodeParts(this.#parts, { round: this.round, now: lastAt });
  }

  /** What the first line has of cooldowns (EN66). */
  encodeCooldowns(lastAt: number): NamedColumns {
    return this.#parts === undefined ? this.cooldowns : namedColumns(this.#parts.roster, lastAt);
  }

  /** The parts as such a text has them; it is read when they are needed. */
  set dormantParts(text: string) {
    this.#text = text;
  }

  tryRest(lastAt: number): boolean {
    const parts = this.#parts;
    if (parts === undefined) return true;
    const rows = rowsOf(parts);
    if (rows > MAX_DORMANT_ROWS || lastAt - this.changedAt < QUIET_MS + rows * QUIET_MS_A_ROW) return false;
    // What is cooling down is written as long as it is (EN61), so the text would not stay true.
    if (hasCooldown(parts.roster, lastAt)) return false;
    this.#text = encodeParts(parts, { round: this.round, now: lastAt });
    this.#parts = undefined;
    return true;
  }

  #wake(): BattleParts {
    const parts = this.#text === "" ? createParts(this.seed, this.skills) : decodeParts(this, this.#text);
    this.#parts = parts;
    this.#text = "";
    this.cooldowns = NO_COLUMNS;
    this.#world.awake.add(this);
    return parts;
  }
}

/** @throws TypeError when the battle is not one of this engine's. */
export function stateOf(battle: Battle): BattleState {
  if (battle instanceof BattleState) return battle;
  throw new TypeError("Not a battle of this engine.");
}

/** One object for all ordinary battles. */
function sharedRules(rules: Rules): Rules {
  const isOrdinary =
    rules.cooldownScale === DEFAULT_RULES.cooldownScale && rules.maxHp === DEFAULT_RULES.maxHp;
  return isOrdinary ? DEFAULT_RULES : rules;
}
