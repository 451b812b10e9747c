// Fields by position: what a state has thousands of is written as a list whose places have names here, and not with the
// names in each of them.
import { PLACED_SKILLS } from "./cooldowns.ts";
import { StateFormatError } from "./state-format-error.ts";
import type { Fields } from "./fields.ts";

/** One line of a battle: what is always there. */
export const SHELL_FIELDS = [
  "familyId",
  "name",
  "cooldownScale",
  "firstMaxHp",
  "seed",
  "round",
  "roundStartedAt",
  "maxHp",
  "totalDamage",
  "respawnsAt",
  "players",
  "version",
  "changedAt",
  "roundStartedSeq",
  "monsterChangedSeq",
  "playersChangedSeq",
  "isRetired",
  "commands",
  "oldRows",
] as const;

/** What follows these where it is needed: columns of skills that have no place among the parts (cooldowns.ts). */
export const OPTIONAL_SHELL_FIELDS = ["cooldowns"] as const;

/** The line below: what is there while the battle is awake. Columns of the players, of the ranking, of the commands. */
export const PARTS_FIELDS = [
  "ids",
  "names",
  ...PLACED_SKILLS,
  "rankedPlayers",
  "damage",
  "hits",
  "reachedSeq",
  "commandIds",
  "commandPlayers",
  "commandSeq",
  "commandDamage",
  "commandFlags",
  "commandTotal",
  "commandRank",
  "finishedRounds",
  "pastDamage",
  "pastHits",
  "pastRounds",
  "roundsLed",
  "lastHits",
] as const;

/** The fields of one line of JSON. @throws StateFormatError when there are not as many as names, or as names and optional ones. */
export function fieldsOfLine(
  line: string,
  names: readonly string[],
  optional: readonly string[] = [],
): Fields {
  const values = parse(line);
  const all = [...names, ...optional];
  if (!Array.isArray(values) || (values.length !== names.length && values.length !== all.length))
    throw new StateFormatError("line");
  const fields: Record<string, unknown> = {};
  for (const [place, value] of values.entries()) fields[all[place] ?? ""] = value;
  return fields;
}

/**
 * One line of JSON in ASCII, so that a text of many takes a byte a character wherever it lies, whatever names people have.
 */
export function lineOf<Name extends string>(
  names: readonly Name[],
  fields: Readonly<Record<Name, unknown>>,
): string {
  return asciiJson(names.map((name) => fields[name]));
}

/** JSON in ASCII. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new StateFormatError("JSON");
  }
}
