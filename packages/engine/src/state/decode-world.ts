// A world from its text (SPEC EN60–EN63). The text may be anything: what is not as encodeWorld writes it is refused, so
// that a world that comes out of here keeps every promise of one that was built entry by entry.
import { createBattle, type BattleState } from "../battle-state.ts";
import { keepHit } from "../recent-hits.ts";
import { insertRanked } from "../ranking/ranking.ts";
import {
  addPlayer,
  DAMAGE,
  findPlayer,
  HITS,
  PLACE,
  REACHED_SEQ,
  READY_AT,
  floatsOf,
  wordsOf,
  ROUND,
} from "../roster.ts";
import { effectiveRules } from "../rules.ts";
import type { Rules } from "../types.ts";
import { createWorld, type World } from "../world.ts";
import { readCommands } from "./decode-commands.ts";
import { readFinishedRounds, readRecentHits } from "./decode-history.ts";
import {
  fieldsOf,
  integerIn,
  integersIn,
  listIn,
  demand,
  textIn,
  textsIn,
  timeIn,
  timesIn,
} from "./fields.ts";
import type { Fields } from "./fields.ts";
import { unwrapState } from "./state-text.ts";

/** @throws StateFormatError on anything not written by `encodeWorld` of this format. */
export function decodeWorld(text: string): World {
  const fields = fieldsOf(unwrapState(text), "world");
  const world = createWorld();
  world.lastSeq = integerIn(fields, "lastSeq", 0);
  world.lastAt = timeIn(fields, "lastAt");
  for (const value of listIn(fields, "battles")) {
    const battle = readBattle(fieldsOf(value, "battle"), world.lastSeq);
    demand(!world.battles.has(battle.familyId), "familyId");
    world.battles.set(battle.familyId, battle);
  }
  return world;
}

function readBattle(fields: Fields, lastSeq: number): BattleState {
  const seqIn = (name: string): number => {
    const seq = integerIn(fields, name, 1);
    demand(seq <= lastSeq, name);
    return seq;
  };
  const battle = createBattle(
    {
      type: "family-created",
      familyId: textIn(fields, "familyId"),
      name: textIn(fields, "name"),
      seed: integerIn(fields, "seed", 0),
      rules: readRules(fieldsOf(fields["rules"], "rules")),
    },
    { seq: seqIn("roundStartedSeq"), at: timeIn(fields, "roundStartedAt") },
  );
  demand(battle.seed === fields["seed"], "seed");
  battle.round = integerIn(fields, "round", 1);
  const hp = readMonster(battle, fields);
  battle.version = seqIn("version");
  battle.monsterChangedSeq = seqIn("monsterChangedSeq");
  battle.playersChangedSeq = seqIn("playersChangedSeq");
  for (const hit of readRecentHits(fields)) keepHit(battle.hits, hit.playerId, hit);
  battle.finishedRounds.push(...readFinishedRounds(fields));
  readPlayers(battle, fieldsOf(fields["players"], "players"));
  readRanking(battle, fieldsOf(fields["ranking"], "ranking"));
  demand(battle.totalDamage === battle.maxHp - hp, "ranking");
  readCommands(battle, fieldsOf(fields["commands"], "commands"), lastSeq);
  return battle;
}

function readRules(fields: Fields): Rules {
  const { cooldownScale, maxHp } = fields;
  demand(typeof cooldownScale === "number" && typeof maxHp === "number", "rules");
  const rules = effectiveRules({ cooldownScale, maxHp });
  demand(rules.cooldownScale === cooldownScale && rules.maxHp === maxHp, "rules");
  return rules;
}

/** Returns the hit points that are left; what is missing must be in the ranking. */
function readMonster(battle: BattleState, fields: Fields): number {
  const hp = integerIn(fields, "hp", 0);
  battle.maxHp = integerIn(fields, "maxHp", 1);
  demand(hp <= battle.maxHp, "hp");
  const isDefeated = fields["respawnsAt"] !== undefined;
  demand(isDefeated === (hp === 0), "respawnsAt");
  battle.respawnsAt = isDefeated ? timeIn(fields, "respawnsAt") : undefined;
  return hp;
}

function readPlayers(battle: BattleState, fields: Fields): void {
  const { roster } = battle;
  const ids = textsIn(fields, "ids");
  const names = textsIn(fields, "names");
  demand(names.length === ids.length, "names");
  for (const [player, id] of ids.entries()) {
    demand(findPlayer(roster, id) < 0, "ids");
    addPlayer(roster, id, names[player] ?? "");
  }
  for (const skill of ["slash", "fireball", "ultimate"] as const) {
    const field = READY_AT[skill];
    for (const [player, at] of timesIn(fields, skill, ids.length).entries()) {
      roster.floats[floatsOf(player) + field] = at;
    }
  }
  battle.players = ids.length;
}

/** Best first, each strictly behind the one before: then the ranking is built without a search. */
function readRanking(battle: BattleState, fields: Fields): void {
  const { length } = listIn(fields, "players");
  const players = integersIn(fields, "players", { length, min: 0 });
  const damages = integersIn(fields, "damage", { length, min: 1 });
  const hits = integersIn(fields, "hits", { length, min: 1 });
  const seqs = integersIn(fields, "reachedSeq", { length, min: 1 });
  const { floats, words } = battle.roster;
  let ahead = { damage: Infinity, seq: 0 };
  for (const [position, player] of players.entries()) {
    const damage = damages[position] ?? 0;
    const seq = seqs[position] ?? 0;
    const float = floatsOf(player);
    const word = wordsOf(player);
    demand(player < battle.players && words[word + ROUND] === 0, "ranking");
    demand(damage < ahead.damage || (damage === ahead.damage && seq > ahead.seq), "ranking");
    ahead = { damage, seq };
    words[word + ROUND] = battle.round;
    floats[float + DAMAGE] = damage;
    floats[float + HITS] = hits[position] ?? 0;
    floats[float + REACHED_SEQ] = seq;
    words[word + PLACE] = insertRanked(battle.ranking, player, damage);
    battle.totalDamage += damage;
  }
}
