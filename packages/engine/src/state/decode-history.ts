// The part of a state that is only shown: finished rounds.
import { FINISHED_RANKING_SIZE, FINISHED_ROUNDS_KEPT } from "../rules.ts";
import type { FinishedRound, RankedEntry } from "../types.ts";
import { fieldsOf, integerIn, listIn, demand, textIn, timeIn, type Fields } from "./fields.ts";

export function readFinishedRounds(battle: Fields): FinishedRound[] {
  const rounds = listIn(battle, "finishedRounds").map((value) =>
    readRound(fieldsOf(value, "finishedRounds")),
  );
  demand(rounds.length <= FINISHED_ROUNDS_KEPT, "finishedRounds");
  return rounds;
}

function readRound(fields: Fields): FinishedRound {
  const monster = fieldsOf(fields["monster"], "monster");
  const lastHit = fieldsOf(fields["lastHit"], "lastHit");
  const ranking = listIn(fields, "ranking").map((value) => readEntry(fieldsOf(value, "ranking")));
  demand(ranking.length <= FINISHED_RANKING_SIZE, "ranking");
  return {
    round: integerIn(fields, "round", 1),
    monster: { name: textIn(monster, "name"), maxHp: integerIn(monster, "maxHp", 1) },
    startedAt: timeIn(fields, "startedAt"),
    endedAt: timeIn(fields, "endedAt"),
    players: integerIn(fields, "players", 1),
    totalDamage: integerIn(fields, "totalDamage", 1),
    ranking,
    lastHit: {
      playerId: textIn(lastHit, "playerId"),
      name: textIn(lastHit, "name"),
      damage: integerIn(lastHit, "damage", 1),
    },
  };
}

function readEntry(fields: Fields): RankedEntry {
  return {
    playerId: textIn(fields, "playerId"),
    name: textIn(fields, "name"),
    damage: integerIn(fields, "damage", 1),
    hits: integerIn(fields, "hits", 1),
    reachedSeq: integerIn(fields, "reachedSeq", 1),
  };
}
