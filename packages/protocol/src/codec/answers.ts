// What a client reads from a server's HTTP answers in a battle. Each function takes the body's text, checks every field it
// names, ignores those it does not, and throws DecodeError for anything else. SPEC PR7, PR40–PR49, PR150.
import type { AttackAnswer, FamilySummary, JoinAnswer, PlayerAnswer, TimeAnswer } from "../commands.ts";
import { asFields, decodeObject, idAt, integerAt, listAt, stringAt, timeAt, type Fields } from "@hydra/feed";
import { attackAnswerFrom, entryFrom, monsterFrom } from "./frames.ts";

/** Reads `GET /api/families/:familyId`. @throws DecodeError */
export function decodeFamilySummary(text: string): FamilySummary {
  return summaryFrom(decodeObject(text));
}

/** Reads `POST /api/families/:familyId/players`. @throws DecodeError */
export function decodeJoinAnswer(text: string): JoinAnswer {
  const fields = decodeObject(text);
  return {
    playerId: idAt(fields, "playerId"),
    familyId: idAt(fields, "familyId"),
    name: stringAt(fields, "name"),
    token: idAt(fields, "token"),
  };
}

/** Reads `POST /api/families/:familyId/attacks`. @throws DecodeError */
export function decodeAttackAnswer(text: string): AttackAnswer {
  return attackAnswerFrom(decodeObject(text));
}

/** Reads `GET /api/families/:familyId/players/me`. @throws DecodeError */
export function decodePlayerAnswer(text: string): PlayerAnswer {
  const fields = decodeObject(text);
  return {
    playerId: idAt(fields, "playerId"),
    name: stringAt(fields, "name"),
    damage: integerAt(fields, "damage"),
    hits: integerAt(fields, "hits"),
    rank: fields["rank"] === null ? null : integerAt(fields, "rank", 1),
    around: listAt(fields, "around", entryFrom),
    ...(fields["readyAt"] === undefined ? {} : { readyAt: timesFrom(fields["readyAt"]) }),
  };
}

/** By skill: also of one that this client lacks. */
function timesFrom(value: unknown): Record<string, number> {
  const fields = asFields(value, "readyAt");
  return Object.fromEntries(Object.keys(fields).map((skill) => [skill, timeAt(fields, skill)]));
}

/** Reads `GET /api/time`. @throws DecodeError */
export function decodeTimeAnswer(text: string): TimeAnswer {
  return { now: timeAt(decodeObject(text), "now") };
}

/** A family in an answer. @throws DecodeError */
export function summaryFrom(fields: Fields): FamilySummary {
  return {
    familyId: idAt(fields, "familyId"),
    name: stringAt(fields, "name"),
    players: integerAt(fields, "players"),
    round: integerAt(fields, "round", 1),
    monster: monsterFrom(fields["monster"]),
  };
}
