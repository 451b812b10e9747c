// The state of all families. Only `apply` changes it; others read it through `battleOf` and the queries.
import type { Battle } from "./battle.ts";
import type { BattleState } from "./battle-state.ts";
import { CommandTotal } from "./command-total.ts";
import { keepNewest } from "./command-window.ts";
import { AwakeBattles } from "./dormancy.ts";
import { RECENT_HITS_KEPT, UNUSED_MS } from "./rules.ts";
import { decodeBattle } from "./state/decode-battle.ts";

/** Opaque: made by `createWorld` or `decodeWorld`, changed by `apply` alone. */
export interface World {
  /** One that nobody has asked for since the world was decoded is still the lines it came in. */
  readonly battles: Map<string, BattleState | string>;
  /** How many of them are retired. */
  retired: number;
  /** Of the newest entry that was applied; 0 before the first. */
  lastSeq: number;
  lastAt: number;
  /** The battle that was looked for last. */
  latest: BattleState | undefined;
  readonly awake: AwakeBattles;
  readonly commandTotal: CommandTotal;
}

/** @param maxRemembered another bound than EN54's would be another game: only tests have one */
export function createWorld(maxRemembered?: number): World {
  const time = { lastAt: 0 };
  return Object.assign(time, {
    battles: new Map<string, BattleState | string>(),
    retired: 0,
    lastSeq: 0,
    latest: undefined,
    awake: new AwakeBattles(time),
    commandTotal: new CommandTotal(maxRemembered),
  });
}

/** The family's battle, a live view; undefined for an unknown family. */
export function battleOf(world: World, familyId: string): Battle | undefined {
  return open(world, familyId);
}

/** Every battle, in the order the families were created. Opens all of them: to compare worlds. */
export function* battlesOf(world: World): Iterable<Battle> {
  for (const familyId of world.battles.keys()) {
    const battle = open(world, familyId);
    if (battle !== undefined) yield battle;
  }
}

/** Whether the family is listed and its battle still at this version, which it has had. Opens none. */
export function isListedAt(world: World, familyId: string, version: number): boolean {
  const battle = world.battles.get(familyId);
  if (battle === undefined || typeof battle === "string") return battle !== undefined;
  return battle.version === version && battle.presence === "listed";
}

/** Families that are not retired. */
export function countListed(world: World): number {
  return world.battles.size - world.retired;
}

/** As battleOf, with all the state. Asking for the same family again is cheaper than hashing its id. */
export function findBattle(world: World, familyId: string): BattleState | undefined {
  if (world.latest?.familyId === familyId) return world.latest;
  const battle = open(world, familyId);
  if (battle !== undefined) world.latest = battle;
  return battle;
}

function open(world: World, familyId: string | undefined): BattleState | undefined {
  if (familyId === undefined) return undefined;
  const battle = world.battles.get(familyId);
  if (typeof battle !== "string") return battle;
  const opened = decodeBattle(battle, world);
  world.battles.set(familyId, opened);
  return opened;
}

/** EN54: until no more are remembered than may be. Costs what the family that forgets has remembered. */
export function forgetSurplus(world: World): void {
  const { commandTotal } = world;
  while (commandTotal.isExceeded) {
    const unused = open(
      world,
      commandTotal.longestUnused((familyId) => versionOf(world, familyId)),
    );
    if (unused !== undefined && world.lastAt - unused.changedAt >= UNUSED_MS) {
      forget(world, unused, RECENT_HITS_KEPT);
      continue;
    }
    const fullest = open(world, commandTotal.fullest);
    if (fullest === undefined) return;
    forget(world, fullest, Math.max(RECENT_HITS_KEPT, Math.ceil(fullest.commands / 2)));
  }
}

function forget(world: World, battle: BattleState, keep: number): void {
  keepNewest(battle.parts.commands, keep);
  battle.commands = keep;
  world.commandTotal.set(battle.familyId, keep, battle.version);
}

function versionOf(world: World, familyId: string): number {
  return open(world, familyId)?.version ?? 0;
}

/** EN4: time never runs backwards, and only a finite time is one. */
export function notBefore(world: World, at: number): number {
  return Number.isFinite(at) && at > world.lastAt ? at : world.lastAt;
}
