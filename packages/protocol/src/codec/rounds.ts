// What a client reads of finished rounds and the hall of fame, and what the server reads of the addresses. SPEC PR7, PR140–PR143.
import { asFields, decodeObject, idAt, integerAt, listAt, stringAt, timeAt, type Fields } from "@hydra/feed";
import type { FamousEntry } from "@hydra/engine";
import type { FameAnswer, FamousPlayer, RoundAnswer, RoundPlace, RoundsAnswer } from "../commands.ts";
import { ProtocolError } from "../errors.ts";
import { MAX_LISTED_ROUNDS, MAX_LISTED_ROWS } from "../limits.ts";
import { entryFrom } from "./frames.ts";
import { invalid } from "./names.ts";

/** Reads `GET /api/families/:familyId/rounds`. @throws DecodeError */
export function decodeRoundsAnswer(text: string): RoundsAnswer {
  const fields = decodeObject(text);
  return {
    rounds: listAt(fields, "rounds", (item) => roundFrom(asFields(item, "A round"))),
    ...(fields["next"] === undefined ? {} : { next: idAt(fields, "next") }),
  };
}

/** Reads `GET /api/families/:familyId/rounds/:round`. @throws DecodeError */
export function decodeRoundAnswer(text: string): RoundAnswer {
  return roundFrom(decodeObject(text));
}

/** Reads `GET /api/families/:familyId/fame`. @throws DecodeError */
export function decodeFameAnswer(text: string): FameAnswer {
  const fields = decodeObject(text);
  const { you } = fields;
  return {
    rounds: integerAt(fields, "rounds"),
    players: integerAt(fields, "players"),
    damage: integerAt(fields, "damage"),
    hits: integerAt(fields, "hits"),
    entries: listAt(fields, "entries", (item) => famousFrom(asFields(item, "An entry"))),
    ...(you === undefined ? {} : { you: famousPlayerFrom(asFields(you, "The own entry")) }),
  };
}

/**
 * Reads the parameters of `GET /api/families/:familyId/rounds`.
 * @throws ProtocolError `invalid-cursor` when `before` is no `next` of a page, `invalid-body` for another
 */
export function parseRoundsQuery(query: { before?: unknown; limit?: unknown; rows?: unknown }): {
  readonly before: number;
  readonly limit: number;
  readonly rows: number;
} {
  return {
    before: parseBefore(query.before),
    limit: parseCount("limit", query.limit, MAX_LISTED_ROUNDS),
    rows: parseCount("rows", query.rows, MAX_LISTED_ROWS),
  };
}

/** Reads the parameter of `GET /api/families/:familyId/fame`. @throws ProtocolError `invalid-body` */
export function parseFameQuery({ limit }: { limit?: unknown }): { readonly limit: number } {
  return { limit: parseCount("limit", limit, MAX_LISTED_ROWS) };
}

/** A round's number in an address. @throws ProtocolError `unknown-round` */
export function parseRound(text: string): number {
  if (/^[1-9]\d{0,15}$/.test(text)) return Number(text);
  throw new ProtocolError("unknown-round");
}

function parseBefore(value: unknown): number {
  if (value === undefined || value === "") return Infinity;
  if (typeof value === "string" && /^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new ProtocolError("invalid-cursor", '"before" takes the "next" of an earlier page.');
}

function parseCount(name: string, value: unknown, most: number): number {
  if (value === undefined || value === "") return most;
  const count = typeof value === "string" && /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (count >= 1 && count <= most) return count;
  throw invalid(name, `must be an integer from 1 to ${most}`);
}

function roundFrom(fields: Fields): RoundAnswer {
  const monster = asFields(fields["monster"], "A round's monster");
  const lastHit = asFields(fields["lastHit"], "A round's last hit");
  const { you } = fields;
  return {
    round: integerAt(fields, "round", 1),
    monster: { name: stringAt(monster, "name"), maxHp: integerAt(monster, "maxHp", 1) },
    startedAt: timeAt(fields, "startedAt"),
    endedAt: timeAt(fields, "endedAt"),
    durationMs: timeAt(fields, "durationMs"),
    players: integerAt(fields, "players"),
    totalDamage: integerAt(fields, "totalDamage"),
    ranking: listAt(fields, "ranking", entryFrom),
    lastHit: {
      playerId: idAt(lastHit, "playerId"),
      name: stringAt(lastHit, "name"),
      damage: integerAt(lastHit, "damage"),
    },
    ...(you === undefined ? {} : { you: placeFrom(asFields(you, "The own place")) }),
  };
}

function placeFrom(fields: Fields): RoundPlace {
  return {
    rank: integerAt(fields, "rank", 1),
    damage: integerAt(fields, "damage"),
    hits: integerAt(fields, "hits"),
  };
}

function famousFrom(fields: Fields): FamousEntry {
  return {
    playerId: idAt(fields, "playerId"),
    name: stringAt(fields, "name"),
    damage: integerAt(fields, "damage"),
    hits: integerAt(fields, "hits"),
    rounds: integerAt(fields, "rounds"),
    roundsLed: integerAt(fields, "roundsLed"),
    lastHits: integerAt(fields, "lastHits"),
  };
}

function famousPlayerFrom(fields: Fields): FamousPlayer {
  return { ...famousFrom(fields), rank: fields["rank"] === null ? null : integerAt(fields, "rank", 1) };
}
