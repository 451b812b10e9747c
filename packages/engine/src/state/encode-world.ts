// The whole state as text (SPEC EN60–EN61): a line for the world, then two for each battle, in the order the families were
// created. The second, of a dormant battle, is the text it has already.
import type { BattleState } from "../battle-state.ts";
import type { World } from "../world.ts";
import { lineOf, SHELL_FIELDS } from "./columns.ts";
import { wrapState } from "./state-text.ts";

/**
 * The same state gives the same text, and a decoded state gives the text it was decoded from.
 * @throws RangeError when the text would be longer than a string can be (2^29 characters in V8).
 */
export function encodeWorld({ battles, lastSeq, lastAt }: World): string {
  const lines = [JSON.stringify([lastSeq, lastAt])];
  for (const battle of battles.entries()) {
    if (typeof battle === "string") lines.push(battle);
    else lines.push(shellLine(battle), battle.encodeParts(lastAt));
  }
  return wrapState(lines.join("\n"));
}

function shellLine(battle: BattleState): string {
  const { cooldownScale, maxHp } = battle.rules;
  return lineOf(SHELL_FIELDS, {
    familyId: battle.familyId,
    name: battle.name,
    cooldownScale,
    firstMaxHp: maxHp,
    seed: battle.seed,
    round: battle.round,
    roundStartedAt: battle.roundStartedAt,
    maxHp: battle.maxHp,
    totalDamage: battle.totalDamage,
    respawnsAt: battle.respawnsAt ?? null,
    players: battle.players,
    version: battle.version,
    changedAt: battle.changedAt,
    roundStartedSeq: battle.roundStartedSeq,
    monsterChangedSeq: battle.monsterChangedSeq,
    playersChangedSeq: battle.playersChangedSeq,
    isRetired: battle.presence === "retired" ? 1 : 0,
    commands: battle.commands,
  });
}
