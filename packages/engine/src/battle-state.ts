// What the engine keeps of one battle, and what others may read of it: a BattleState is its own Battle, and the way
// back from a Battle to its state is open only inside the engine.
import type { Battle } from "./battle.ts";
import { createCommandWindow, type CommandWindow } from "./command-window.ts";
import { createRanking, type Ranking } from "./ranking/ranking.ts";
import { createRoster, type Roster } from "./roster.ts";
import { effectiveRules, monsterName, RECENT_HITS_KEPT } from "./rules.ts";
import type { FamilyCreatedEvent, FinishedRound, Moment, Monster, RecentHit, Rules } from "./types.ts";

export interface BattleState extends Battle {
  readonly familyId: string;
  readonly name: string;
  readonly rules: Rules;
  readonly seed: number;
  round: number;
  roundStartedAt: number;
  monster: Monster;
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
  /** The last hits; the next one goes to `hitCount` modulo RECENT_HITS_KEPT. */
  readonly hitRing: RecentHit[];
  hitCount: number;
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
    monster: { name: monsterName(1), hp: rules.maxHp, maxHp: rules.maxHp, status: "fighting" },
    players: 0,
    totalDamage: 0,
    version: seq,
    roundStartedSeq: seq,
    monsterChangedSeq: seq,
    playersChangedSeq: seq,
    get recentHits() {
      return inOrder(battle.hitRing, battle.hitCount);
    },
    hitRing: [],
    hitCount: 0,
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

/** Keeps a hit for display in place of the oldest (EN36). */
export function showHit(battle: BattleState, hit: RecentHit): void {
  battle.hitRing[battle.hitCount % RECENT_HITS_KEPT] = hit;
  battle.hitCount += 1;
}

function inOrder(ring: readonly RecentHit[], count: number): RecentHit[] {
  const oldest = count > RECENT_HITS_KEPT ? count % RECENT_HITS_KEPT : 0;
  return [...ring.slice(oldest), ...ring.slice(0, oldest)];
}
