// The one way the world changes: entry in, outcome out. Total and deterministic: no well-typed entry throws, and the
// same entries lead to the same world. SPEC EN1–EN9.
import { attemptOf, judge, strike } from "./attack.ts";
import { BattleState } from "./battle-state.ts";
import { addPlayer, findPlayer } from "./roster.ts";
import { beginNextRound, isRespawnDue } from "./rounds.ts";
import type {
  AttackEvent,
  BattleEvent,
  Entry,
  FamilyCreatedEvent,
  FamilyRetiredEvent,
  HitOutcome,
  Moment,
  Outcome,
  PlayerJoinedEvent,
  PlayerRenamedEvent,
  RejectedOutcome,
  RejectionCode,
  RespawnDueEvent,
} from "./types.ts";
import { findBattle, forgetSurplus, forgetSurplusRounds, notBefore, type World } from "./world.ts";

/**
 * Applies one entry to the world, in place. A rejected or duplicate one changes nothing visible. An entry
 * whose seq is not above that of the entries before is rejected as `already-exists` (EN5). O(log players).
 */
export function apply(world: World, entry: Entry): Outcome {
  const { seq, event } = entry;
  if (!Number.isSafeInteger(seq) || seq <= world.lastSeq) return rejected("already-exists");
  const at = notBefore(world, entry.at);
  world.lastSeq = seq;
  world.lastAt = at;
  const outcome = takeEffect(world, event, { seq, at });
  world.awake.restOne();
  return outcome;
}

function takeEffect(world: World, event: BattleEvent, moment: Moment): Outcome {
  switch (event.type) {
    case "attack":
      return attack(world, event, moment);
    case "player-joined":
      return join(world, event, moment);
    case "player-renamed":
      return rename(world, event, moment);
    case "respawn-due":
      return respawn(world, event, moment);
    case "family-retired":
      return retire(world, event);
    default:
      return createFamily(world, event, moment);
  }
}

/**
 * The outcome that is already certain if the event were appended at `now` (or at the newest entry's time, whichever
 * is later); undefined when only appending it can decide. Changes nothing.
 */
export function preview(
  world: World,
  event: AttackEvent,
  now: number,
): HitOutcome | RejectedOutcome | undefined {
  const battle = findBattle(world, event.familyId);
  if (battle === undefined) return rejected("unknown-family");
  const attempt = attemptOf(battle, event);
  return attempt === undefined ? rejected("unknown-player") : judge(battle, attempt, notBefore(world, now));
}

function attack(world: World, event: AttackEvent, moment: Moment): Outcome {
  const battle = findBattle(world, event.familyId);
  if (battle === undefined) return rejected("unknown-family");
  const attempt = attemptOf(battle, event);
  if (attempt === undefined) return rejected("unknown-player");
  const certain = judge(battle, attempt, moment.at);
  if (certain !== undefined) return certain;
  bringBack(world, battle);
  const outcome = strike(battle, attempt, moment);
  world.commandTotal.set(battle.familyId, battle.commands, battle.version);
  forgetSurplus(world);
  if (outcome.killingBlow) {
    world.oldRowTotal.set(battle.familyId, battle.oldRows, battle.version);
    forgetSurplusRounds(world);
  }
  return outcome;
}

function join(world: World, event: PlayerJoinedEvent, moment: Moment): Outcome {
  const battle = findBattle(world, event.familyId);
  if (battle === undefined) return rejected("unknown-family");
  const { roster } = battle.parts;
  if (findPlayer(roster, event.playerId) >= 0) return rejected("already-exists");
  if (isRespawnDue(battle, moment.at)) beginNextRound(battle, moment);
  bringBack(world, battle);
  addPlayer(roster, event.playerId, event.name);
  battle.players += 1;
  world.players += 1;
  battle.version = moment.seq;
  battle.changedAt = moment.at;
  battle.playersChangedSeq = moment.seq;
  return { type: "player-joined", playerId: event.playerId };
}

/** EN67. */
function rename(world: World, event: PlayerRenamedEvent, moment: Moment): Outcome {
  const battle = findBattle(world, event.familyId);
  if (battle === undefined) return rejected("unknown-family");
  const player = findPlayer(battle.parts.roster, event.playerId);
  if (player < 0) return rejected("unknown-player");
  if (isRespawnDue(battle, moment.at)) beginNextRound(battle, moment);
  battle.parts.roster.names[player] = event.name;
  battle.version = moment.seq;
  battle.changedAt = moment.at;
  battle.roundStartedSeq = moment.seq;
  return { type: "player-renamed", playerId: event.playerId };
}

function respawn(world: World, event: RespawnDueEvent, moment: Moment): Outcome {
  const battle = findBattle(world, event.familyId);
  if (battle === undefined) return rejected("unknown-family");
  if (!isRespawnDue(battle, moment.at)) return rejected("not-due");
  beginNextRound(battle, moment);
  return { type: "respawned", round: battle.round };
}

/** EN37. */
function retire(world: World, { familyId, version }: FamilyRetiredEvent): Outcome {
  const battle = findBattle(world, familyId);
  if (battle === undefined) return rejected("unknown-family");
  if (battle.version !== version || battle.presence !== "listed") return rejected("not-due");
  battle.presence = battle.wasHit ? "retired" : "gone";
  world.players -= battle.players;
  if (battle.presence === "retired") world.retired += 1;
  else {
    world.battles.delete(familyId);
    world.latest = undefined;
  }
  return { type: "retired", presence: battle.presence };
}

function bringBack(world: World, battle: BattleState): void {
  if (battle.presence !== "retired") return;
  battle.presence = "listed";
  world.retired -= 1;
  world.players += battle.players;
}

function createFamily(world: World, event: FamilyCreatedEvent, moment: Moment): Outcome {
  const { familyId } = event;
  if (world.battles.has(familyId)) return rejected("already-exists");
  world.battles.add(new BattleState(event, moment, world));
  return { type: "family-created", familyId };
}

function rejected(code: RejectionCode): RejectedOutcome {
  return { type: "rejected", code };
}
