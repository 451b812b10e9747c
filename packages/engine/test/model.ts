// The rules of SPEC.md written down a second time, as plainly as possible and as slowly as need be: sorted arrays, maps
// that forget nothing, everything computed anew. What the engine answers must be what this answers. Only the dice
// and the table of skills are the engine's own; random.test.ts and attack.test.ts look after those.
import { rollHit } from "../src/random.ts";
import { SKILLS } from "../src/index.ts";
import type {
  AttackEvent,
  Entry,
  FamousEntry,
  HitOutcome,
  Outcome,
  RankedEntry,
  Skills,
} from "../src/index.ts";

interface ModelPlayer {
  readonly playerId: string;
  name: string;
  readonly readyAt: Map<string, number>;
  readonly outcomes: Map<string, HitOutcome>;
  row: { damage: number; hits: number; reachedSeq: number } | undefined;
  readonly all: { damage: number; hits: number; rounds: number; roundsLed: number; lastHits: number };
}

interface ModelBattle {
  readonly seed: number;
  readonly cooldownScale: number;
  readonly players: Map<string, ModelPlayer>;
  round: number;
  maxHp: number;
  hp: number;
  respawnsAt: number | undefined;
  version: number;
  wasHit: boolean;
  presence: "listed" | "retired" | "gone";
  readonly finished: { readonly round: number; readonly players: number; ranking: RankedEntry[] }[];
}

export class Model {
  readonly battles = new Map<string, ModelBattle>();
  readonly #skills: Skills;
  #seq = 0;
  #at = 0;

  constructor(skills: Skills = SKILLS) {
    this.#skills = skills;
  }

  apply({ seq, at, event }: Entry): Outcome {
    if (!Number.isSafeInteger(seq) || seq <= this.#seq) return { type: "rejected", code: "already-exists" };
    this.#seq = seq;
    if (Number.isFinite(at)) this.#at = Math.max(this.#at, at);
    const battle = this.battles.get(event.familyId);
    if (event.type === "family-created") {
      if (battle !== undefined) return { type: "rejected", code: "already-exists" };
      const { cooldownScale, maxHp } = event.rules;
      this.battles.set(event.familyId, {
        seed: event.seed,
        cooldownScale,
        players: new Map(),
        round: 1,
        maxHp,
        hp: maxHp,
        respawnsAt: undefined,
        version: seq,
        wasHit: false,
        presence: "listed",
        finished: [],
      });
      return { type: "family-created", familyId: event.familyId };
    }
    if (battle === undefined) return { type: "rejected", code: "unknown-family" };
    const isDue = battle.respawnsAt !== undefined && this.#at >= battle.respawnsAt;
    switch (event.type) {
      case "player-joined": {
        const { playerId, name } = event;
        if (battle.players.has(playerId)) return { type: "rejected", code: "already-exists" };
        if (isDue) this.#respawn(battle);
        battle.presence = "listed";
        const all = { damage: 0, hits: 0, rounds: 0, roundsLed: 0, lastHits: 0 };
        const player = { playerId, name, readyAt: new Map(), outcomes: new Map(), row: undefined, all };
        battle.players.set(playerId, player);
        battle.version = seq;
        return { type: "player-joined", playerId };
      }
      case "player-renamed": {
        const { playerId, name } = event;
        const player = battle.players.get(playerId);
        if (player === undefined) return { type: "rejected", code: "unknown-player" };
        if (isDue) this.#respawn(battle);
        player.name = name;
        for (const finished of battle.finished) {
          finished.ranking = finished.ranking.map((row) =>
            row.playerId === playerId ? { ...row, name } : row,
          );
        }
        battle.version = seq;
        return { type: "player-renamed", playerId };
      }
      case "respawn-due":
        if (!isDue) return { type: "rejected", code: "not-due" };
        this.#respawn(battle);
        return { type: "respawned", round: battle.round };
      case "family-retired":
        if (event.version !== battle.version || battle.presence !== "listed")
          return { type: "rejected", code: "not-due" };
        if (!battle.wasHit) this.battles.delete(event.familyId);
        battle.presence = battle.wasHit ? "retired" : "gone";
        return { type: "retired", presence: battle.presence };
      case "attack":
        return this.#attack(battle, event, isDue);
    }
  }

  ranking(battle: ModelBattle): RankedEntry[] {
    return Array.from(battle.players.values())
      .flatMap(({ playerId, name, row }) => (row === undefined ? [] : [{ playerId, name, ...row }]))
      .sort((a, b) => b.damage - a.damage || a.reachedSeq - b.reachedSeq);
  }

  /** Of equals the earlier joined is ahead. */
  famous(battle: ModelBattle): FamousEntry[] {
    return Array.from(battle.players.values(), ({ playerId, name, all }) => ({ playerId, name, ...all }))
      .filter(({ damage }) => damage > 0)
      .sort((a, b) => b.damage - a.damage);
  }

  #respawn(battle: ModelBattle): void {
    battle.round += 1;
    battle.maxHp = Math.floor(battle.maxHp * 1.5);
    battle.hp = battle.maxHp;
    battle.respawnsAt = undefined;
    battle.version = this.#seq;
    for (const player of battle.players.values()) player.row = undefined;
  }

  #attack(
    battle: ModelBattle,
    { playerId, commandId, skill, roll: own }: AttackEvent,
    isDue: boolean,
  ): Outcome {
    const player = battle.players.get(playerId);
    if (player === undefined) return { type: "rejected", code: "unknown-player" };
    const first = player.outcomes.get(commandId);
    if (first !== undefined) return { ...first, duplicate: true };
    const respawnMs = battle.respawnsAt === undefined ? 0 : battle.respawnsAt - this.#at;
    const cooldownMs = (player.readyAt.get(skill) ?? 0) - this.#at;
    if (respawnMs > 0 || cooldownMs > 0) {
      const retryAfterMs = Math.ceil(Math.max(respawnMs, cooldownMs));
      return { type: "rejected", code: respawnMs > 0 ? "monster-defeated" : "cooldown", retryAfterMs };
    }
    if (isDue) this.#respawn(battle);
    const rule = this.#skills[skill];
    if (rule === undefined) throw new Error(skill);
    const roll = own === undefined ? rollHit(battle.seed, this.#seq, rule) : rollHit(own, 0, rule);
    const damage = Math.min(roll.damage, battle.hp);
    battle.hp -= damage;
    battle.wasHit = true;
    battle.presence = "listed";
    battle.version = this.#seq;
    player.readyAt.set(skill, this.#at + rule.cooldownMs * battle.cooldownScale);
    const totalDamage = (player.row?.damage ?? 0) + damage;
    player.all.damage += damage;
    player.all.hits += 1;
    if (player.row === undefined) player.all.rounds += 1;
    player.row = { damage: totalDamage, hits: (player.row?.hits ?? 0) + 1, reachedSeq: this.#seq };
    const ranking = this.ranking(battle);
    const rank = ranking.findIndex((entry) => entry.playerId === playerId) + 1;
    if (battle.hp === 0) {
      battle.respawnsAt = this.#at + 10_000;
      player.all.lastHits += 1;
      const leader = battle.players.get(ranking[0]?.playerId ?? "");
      if (leader !== undefined) leader.all.roundsLed += 1;
      battle.finished.push({ round: battle.round, players: ranking.length, ranking: ranking.slice(0, 100) });
    }
    const outcome: HitOutcome = {
      type: "hit",
      commandId,
      seq: this.#seq,
      damage,
      critical: roll.critical,
      killingBlow: battle.hp === 0,
      totalDamage,
      rank,
      duplicate: false,
    };
    player.outcomes.set(commandId, outcome);
    return outcome;
  }
}
