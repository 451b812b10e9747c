// When skills may be used again, as columns of the players (SPEC EN60–EN63, EN66). The skills that the format began with have places
// among the parts, also while nothing is in them; the column of any other carries the skill's name, and stands in the battle's first
// line: a skill that the table lacks is refused when the state is read, and not when the battle wakes.
import { floatsOf, READY_AT, type Roster } from "../roster.ts";
import type { SkillTable } from "../skills.ts";
import { demand, fieldsOf, listIn, timesIn, type Fields } from "./fields.ts";

/** Of the format, not of the game: never to be changed, whatever the table of skills has. */
export const PLACED_SKILLS = ["slash", "fireball", "ultimate"] as const;

/** Times by skill, one for each player. */
export type NamedColumns = Readonly<Record<string, readonly number[]>>;

export const NO_COLUMNS: NamedColumns = {};

export function placedColumns(
  roster: Roster,
  now: number,
): Record<(typeof PLACED_SKILLS)[number], readonly number[]> {
  return {
    slash: readyAt(roster, "slash", now),
    fireball: readyAt(roster, "fireball", now),
    ultimate: readyAt(roster, "ultimate", now),
  };
}

/** Those of the other skills that have any time in them. */
export function namedColumns(roster: Roster, now: number): NamedColumns {
  const columns: Record<string, readonly number[]> = {};
  for (const name of roster.skills.keys()) {
    const column = isPlaced(name) ? [] : readyAt(roster, name, now);
    if (column.length > 0) columns[name] = column;
  }
  return columns;
}

/** From a battle's first line. @throws StateFormatError */
export function readNamedColumns(
  fields: Fields,
  battle: { readonly players: number; readonly skills: SkillTable; readonly lastAt: number },
): NamedColumns {
  if (fields["cooldowns"] === undefined) return NO_COLUMNS;
  const written = fieldsOf(fields["cooldowns"], "cooldowns");
  const names = Object.keys(written);
  demand(names.length > 0, "cooldowns");
  const columns: Record<string, readonly number[]> = {};
  for (const name of names) {
    const times = timesIn(written, name, battle.players);
    demand(!isPlaced(name) && times.some((at) => at > 0), "cooldowns");
    // A battle that has slept since may have one of which every time has passed: it holds no more than none.
    const isKnown = battle.skills.has(name);
    demand(isKnown || times.every((at) => at <= battle.lastAt), `skill "${name}", which this engine lacks,`);
    if (isKnown) columns[name] = times;
  }
  return columns;
}

/** Into the records of players who are there. @throws StateFormatError */
export function loadColumns(roster: Roster, parts: Fields, named: NamedColumns): void {
  for (const name of PLACED_SKILLS) {
    if (listIn(parts, name).length > 0) loadColumn(roster, name, timesIn(parts, name, roster.ids.length));
  }
  for (const [name, times] of Object.entries(named)) loadColumn(roster, name, times);
}

function loadColumn(roster: Roster, name: string, times: readonly number[]): void {
  const skill = roster.skills.get(name);
  demand(skill !== undefined, `skill "${name}", which this engine lacks,`);
  for (const [player, at] of times.entries())
    roster.floats[floatsOf(roster, player) + READY_AT + skill.index] = at;
}

/** A skill that is ready is ready for ever, whenever it became so: it is written as 0, and a column of those as none. */
function readyAt(roster: Roster, name: string, now: number): number[] {
  const skill = roster.skills.get(name);
  if (skill === undefined) return [];
  const times = roster.ids.map((_id, player) => {
    const at = roster.floats[floatsOf(roster, player) + READY_AT + skill.index] ?? 0;
    return at > now ? at : 0;
  });
  return times.every((at) => at === 0) ? [] : times;
}

function isPlaced(name: string): boolean {
  return PLACED_SKILLS.some((placed) => placed === name);
}
