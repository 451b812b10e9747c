// The one table of skills (SPEC EN10, EN13). A skill is a row: the type, what a request may name, the columns of players and of the
// state, and the order in which skills are listed all follow from it. Changing a row changes what a log means: see STATE_FORMAT.
// Adding one does not, but a row that a log has attacks of stays.

/** What a skill takes from the monster before luck (both ends included), and how long until it may be used again. */
export interface SkillRule {
  readonly minDamage: number;
  readonly maxDamage: number;
  readonly cooldownMs: number;
}

/** In the order in which they are listed. A name is of 1 to 16 letters a–z; events, requests and states have it as it is. */
export const SKILLS = {
  slash: { minDamage: 10, maxDamage: 20, cooldownMs: 250 },
  fireball: { minDamage: 60, maxDamage: 90, cooldownMs: 3_000 },
  ultimate: { minDamage: 250, maxDamage: 400, cooldownMs: 15_000 },
} as const satisfies Skills;

/** Rows by name. */
export type Skills = Readonly<Record<string, SkillRule>>;

/** One of the attacks that a player has. */
export type Skill = keyof typeof SKILLS;

export const SKILL_NAMES: readonly Skill[] = Object.keys(SKILLS).filter(isSkill);

export function isSkill(value: unknown): value is Skill {
  return typeof value === "string" && Object.hasOwn(SKILLS, value);
}

/** A row as battles use it. */
export interface SkillRow extends SkillRule {
  /** In the order of the table, 0 for the first. */
  readonly index: number;
}

/** By name, in the order of the table. */
export type SkillTable = ReadonlyMap<string, SkillRow>;

export function skillTable(skills: Skills): SkillTable {
  return new Map(
    Object.entries(skills).map(([name, { minDamage, maxDamage, cooldownMs }], index) => [
      name,
      { minDamage, maxDamage, cooldownMs, index },
    ]),
  );
}

/** @throws RangeError when the table lacks it, as that of an older server does which reads a newer one's log. */
export function skillNamed(skills: SkillTable, name: string): SkillRow {
  const skill = skills.get(name);
  if (skill === undefined) throw new RangeError(`There is no skill "${name}" here.`);
  return skill;
}

/** Of a draw that is uneven, how much goes to a skill that has no share of its own. */
const OTHER_SHARE = 0.05;

/**
 * A skill for bots, which strike at random.
 * @param draw 0 to 1, 1 excluded
 * @param shares of the draw by skill, together less than 1; the first skill of the table has what is left
 */
export function pickSkill(draw: number, shares: Readonly<Partial<Record<Skill, number>>>): Skill {
  const [first, ...others] = SKILL_NAMES;
  let below = 0;
  const picked = others.toReversed().find((name) => draw < (below += shares[name] ?? OTHER_SHARE));
  return picked ?? first ?? "slash";
}
