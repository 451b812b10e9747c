// A world with one family, driven by short sentences: who does what, and how much later.
import {
  apply,
  battleOf,
  createWorld,
  famous,
  roundsBefore,
  top,
  totalsOf,
  type Battle,
  type BattleEvent,
  type FinishedRound,
  type HitOutcome,
  type Outcome,
  type RejectedOutcome,
  type Rules,
  type Skill,
  type Skills,
  type World,
} from "../src/index.ts";

export const FAMILY = "family";

export interface Game {
  world: World;
  /** Of the next entry; may be set. */
  seq: number;
  at: number;
  readonly battle: Battle;
  apply(event: BattleEvent): Outcome;
  join(...playerIds: string[]): void;
  attack(playerId: string, options?: AttackOptions): HitOutcome | RejectedOutcome;
  /** As attack, for one that must count. */
  hit(playerId: string, options?: AttackOptions): HitOutcome;
}

interface AttackOptions {
  readonly commandId?: string;
  readonly skill?: string;
  readonly roll?: number;
}

export function createGame(
  options: { rules?: Partial<Rules>; seed?: number; at?: number; skills?: Skills } = {},
): Game {
  const game: Game = {
    world: createWorld({ skills: options.skills }),
    seq: 1,
    at: options.at ?? 1_000,
    get battle() {
      const battle = battleOf(game.world, FAMILY);
      if (battle === undefined) throw new Error("no family");
      return battle;
    },
    apply(event) {
      const outcome = apply(game.world, { seq: game.seq, at: game.at, event });
      game.seq += 1;
      return outcome;
    },
    join(...playerIds) {
      for (const playerId of playerIds) {
        game.apply({ type: "player-joined", familyId: FAMILY, playerId, name: playerId.toUpperCase() });
      }
    },
    attack(playerId, { commandId = `command-${game.seq}`, skill = "slash", ...roll } = {}) {
      const event = { type: "attack", familyId: FAMILY, playerId, commandId, ...roll } as const;
      const outcome = game.apply({ ...event, skill: skill as Skill });
      if (outcome.type !== "hit" && outcome.type !== "rejected") throw new Error(outcome.type);
      return outcome;
    },
    hit(playerId, attack) {
      const outcome = game.attack(playerId, attack);
      if (outcome.type !== "hit") throw new Error(outcome.code);
      return outcome;
    },
  };
  game.apply({
    type: "family-created",
    familyId: FAMILY,
    name: "Family",
    seed: options.seed ?? 42,
    rules: { cooldownScale: 1, maxHp: 1_000_000, ...options.rules },
  });
  return game;
}

/** Oldest first. */
export function finishedIn(battle: Battle): FinishedRound[] {
  return roundsBefore(battle, { before: Infinity, count: Infinity }).reverse();
}

/** Everything that can be read of a battle, copied. */
export function readable(battle: Battle): unknown {
  return structuredClone({
    familyId: battle.familyId,
    name: battle.name,
    rules: battle.rules,
    round: battle.round,
    monster: battle.monster,
    players: battle.players,
    totalDamage: battle.totalDamage,
    version: battle.version,
    roundStartedSeq: battle.roundStartedSeq,
    monsterChangedSeq: battle.monsterChangedSeq,
    playersChangedSeq: battle.playersChangedSeq,
    recentHits: battle.recentHits,
    roundsFinished: battle.roundsFinished,
    finishedRounds: finishedIn(battle),
    totals: totalsOf(battle),
    famous: famous(battle, Infinity),
    ranking: top(battle, Infinity),
  });
}
