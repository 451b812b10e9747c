// The state of all families. Only `apply` changes it; others read it through `battleOf` and the queries.
import type { Battle } from "./battle.ts";
import type { BattleState } from "./battle-state.ts";
import { Battles } from "./battles.ts";
import { keepNewest } from "./command-window.ts";
import { AwakeBattles } from "./dormancy.ts";
import { FamilyTotal } from "./family-total.ts";
import { forgetOldRows } from "./round-history.ts";
import { MAX_OLD_ROWS, MAX_REMEMBERED, RECENT_HITS_KEPT, UNUSED_MS } from "./rules.ts";
import { SKILLS, skillTable, type Skills, type SkillTable } from "./skills.ts";

/** Opaque: made by `createWorld` or `decodeWorld`, changed by `apply` alone. */
export interface World {
  readonly battles: Battles;
  /** How many of them are retired. */
  retired: number;
  /** Players of those that are not. */
  players: number;
  /** Of the newest entry that was applied; 0 before the first. */
  lastSeq: number;
  lastAt: number;
  /** The battle that was looked for last. */
  latest: BattleState | undefined;
  readonly awake: AwakeBattles;
  readonly commandTotal: FamilyTotal;
  /** Rows of old rounds. */
  readonly oldRowTotal: FamilyTotal;
  readonly skills: SkillTable;
}

export interface WorldOptions {
  /** What `battles` is loaded from. Default: nothing. */
  readonly text?: string | undefined;
  /** Another bound than EN54's would be another game: only tests have one. */
  readonly maxRemembered?: number | undefined;
  /** As that, of EN40. */
  readonly maxOldRows?: number | undefined;
  /** Another table than SKILLS: only tests have one. */
  readonly skills?: Skills | undefined;
}

const SKILL_TABLE = skillTable(SKILLS);

export function createWorld({
  text,
  maxRemembered = MAX_REMEMBERED,
  maxOldRows = MAX_OLD_ROWS,
  skills,
}: WorldOptions = {}): World {
  const time = { lastAt: 0 };
  return Object.assign(time, {
    battles: new Battles(text),
    retired: 0,
    players: 0,
    lastSeq: 0,
    latest: undefined,
    awake: new AwakeBattles(time),
    commandTotal: new FamilyTotal(maxRemembered, RECENT_HITS_KEPT),
    oldRowTotal: new FamilyTotal(maxOldRows),
    skills: skills === undefined ? SKILL_TABLE : skillTable(skills),
  });
}

/** The family's battle, a live view; undefined for an unknown family. */
export function battleOf(world: World, familyId: string): Battle | undefined {
  return world.battles.get(familyId, world);
}

/** Every battle, in the order the families were created. Opens all of them: to compare worlds. */
export function battlesOf(world: World): Iterable<Battle> {
  return world.battles.all(world);
}

/** Whether the family is listed and its battle still at this version, which it has had. Opens none. */
export function isListedAt(world: World, familyId: string, version: number): boolean {
  const battle = world.battles.opened(familyId);
  if (battle === undefined) return world.battles.has(familyId);
  return battle.version === version && battle.presence === "listed";
}

/** Families that are not retired. */
export function countListed(world: World): number {
  return world.battles.size - world.retired;
}

/** Players of the families that are not retired. EN38. */
export function countPlayers(world: World): number {
  return world.players;
}

/** As battleOf, with all the state. Asking for the same family again is cheaper than hashing its id. */
export function findBattle(world: World, familyId: string): BattleState | undefined {
  if (world.latest?.familyId === familyId) return world.latest;
  const battle = world.battles.get(familyId, world);
  if (battle !== undefined) world.latest = battle;
  return battle;
}

/** EN54: until no more are remembered than may be. Costs what the family that forgets has remembered. */
export function forgetSurplus(world: World): void {
  const { battles, commandTotal } = world;
  const open = (familyId: string | undefined): BattleState | undefined =>
    familyId === undefined ? undefined : battles.get(familyId, world);
  while (commandTotal.isExceeded) {
    const unused = open(commandTotal.longestUnused((familyId) => open(familyId)?.version ?? 0));
    if (unused !== undefined && world.lastAt - unused.changedAt >= UNUSED_MS) {
      forget(world, unused, RECENT_HITS_KEPT);
      continue;
    }
    const fullest = open(commandTotal.fullest);
    if (fullest === undefined) return;
    forget(world, fullest, Math.max(RECENT_HITS_KEPT, Math.ceil(fullest.commands / 2)));
  }
}

function forget(world: World, battle: BattleState, keep: number): void {
  keepNewest(battle.parts.commands, keep);
  battle.commands = keep;
  world.commandTotal.set(battle.familyId, keep, battle.version);
}

/** EN40: as that, of rows of old rounds. */
export function forgetSurplusRounds(world: World): void {
  const { battles, oldRowTotal } = world;
  while (oldRowTotal.isExceeded) {
    const { fullest } = oldRowTotal;
    const battle = fullest === undefined ? undefined : battles.get(fullest, world);
    if (battle === undefined) return;
    const { history } = battle.parts;
    forgetOldRows(history, Math.floor(battle.oldRows / 2));
    battle.oldRows = history.oldRows;
    oldRowTotal.set(battle.familyId, battle.oldRows, battle.version);
  }
}

/** EN4: time never runs backwards, and only a finite time is one. */
export function notBefore(world: World, at: number): number {
  return Number.isFinite(at) && at > world.lastAt ? at : world.lastAt;
}
