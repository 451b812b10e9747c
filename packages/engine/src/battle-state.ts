// What the engine keeps of one battle, and what others may read of it: a BattleState is its own Battle, and the way
// back from a Battle to its state is open only inside the engine.
import type { Battle } from "./battle.ts";
import { createCommandWindow, type CommandWindow } from "./command-window.ts";
import { createRanking, type Ranking } from "./ranking/ranking.ts";
import { createRecentHits, listHits, type RecentHits } from "./recent-hits.ts";
import { createRoster, type Roster } from "./roster.ts";
import { effectiveRules, monsterName } from "./rules.ts";
import type { FamilyCreatedEvent, FinishedRound, Moment, Monster, Rules } from "./types.ts";

export interface BattleState extends Battle {
  readonly familyId: string;
  readonly name: string;
  readonly rules: Rules;
  readonly seed: number;
  round: number;
  roundStartedAt: number;
  /** Of the monster, which has what totalDamage leaves of them. */
  maxHp: number;
  /** Epoch milliseconds; defined exactly when the monster is defeated. */
  respawnsAt: number | undefined;
  players: number;
  totalDamage: number;
  version: number;
  roundStartedSeq: number;
  monsterChangedSeq: number;
  playersChangedSeq: number;
  readonly finishedRounds: FinishedRound[];
  readonly roster: Roster;
  ranking: Ranking;
  readonly commands: CommandWindow;
  readonly hits: RecentHits;
  /** Of no use but that what was read ahead is not optimised away. */
  readAhead: number;
}

const states = new WeakMap<Battle, BattleState>();

export function createBattle(event: FamilyCreatedEvent, moment: Moment): BattleState {
  const { seq, at } = moment;
  const seed = event.seed >>> 0;
  const rules = effectiveRules(event.rules);
  const battle: BattleState = {
    familyId: event.familyId,
    name: event.name,
    rules,
    seed,
    round: 1,
    roundStartedAt: at,
    maxHp: rules.maxHp,
    respawnsAt: undefined,
    get monster() {
      return monsterOf(battle);
    },
    players: 0,
    totalDamage: 0,
    version: seq,
    roundStartedSeq: seq,
    monsterChangedSeq: seq,
    playersChangedSeq: seq,
    get recentHits() {
      return listHits(battle.hits);
    },
    hits: createRecentHits(),
    readAhead: 0,
    finishedRounds: [],
    roster: createRoster(seed),
    ranking: createRanking(),
    commands: createCommandWindow(),
  };
  states.set(battle, battle);
  return battle;
}

/** @throws TypeError when the battle is not one of this engine's. */
export function stateOf(battle: Battle): BattleState {
  const state = states.get(battle);
  if (state === undefined) throw new TypeError("Not a battle of this engine.");
  return state;
}

function monsterOf({ round, maxHp, totalDamage, respawnsAt }: BattleState): Monster {
  const monster = { name: monsterName(round), hp: maxHp - totalDamage, maxHp };
  return respawnsAt === undefined
    ? { ...monster, status: "fighting" }
    : { ...monster, status: "defeated", respawnsAt };
}
