// The remembered commands of a state, in the order they counted: remembering them again in that order leads to the same
// two generations. The last of them are the recent hits.
import type { BattleParts } from "../battle-parts.ts";
import { keyCommand, recall, remember } from "../command-window.ts";
import { keepHit } from "../recent-hits.ts";
import { RECENT_HITS_KEPT } from "../rules.ts";
import { keyPlayer } from "../roster.ts";
import type { HitOutcome } from "../types.ts";
import { integersIn, demand, textsIn, type Fields } from "./fields.ts";

/** CRITICAL and KILLING_BLOW as encodeParts writes them. */
const FLAGS = { critical: 1, killingBlow: 2 };
const MOST_FLAGS = 3;

export function flagsOf(outcome: { critical: boolean; killingBlow: boolean }): number {
  return (outcome.critical ? FLAGS.critical : 0) | (outcome.killingBlow ? FLAGS.killingBlow : 0);
}

export function readCommands(
  { roster, commands, hits }: BattleParts,
  fields: Fields,
  shell: { readonly version: number; readonly commands: number },
): void {
  const commandIds = textsIn(fields, "commandIds");
  const { length } = commandIds;
  demand(length === shell.commands, "commandIds");
  const players = integersIn(fields, "commandPlayers", { length, min: 0 });
  const seqs = integersIn(fields, "commandSeq", { length, min: 1 });
  const damages = integersIn(fields, "commandDamage", { length, min: 1 });
  const flags = integersIn(fields, "commandFlags", { length, min: 0 });
  const totals = integersIn(fields, "commandTotal", { length, min: 1 });
  const ranks = integersIn(fields, "commandRank", { length, min: 1 });
  // Once for each player: half a million commands have few thousand players.
  const playerHashes = roster.ids.map((playerId) => keyPlayer(roster, playerId));
  let before = 0;
  for (const [row, commandId] of commandIds.entries()) {
    const player = players[row] ?? 0;
    const key = keyCommand(commands, commandId, playerHashes[player] ?? 0);
    const command = { player, key };
    const seq = seqs[row] ?? 0;
    const flag = flags[row] ?? 0;
    demand(seq > before && seq <= shell.version, "commands");
    demand(command.player < roster.ids.length && flag <= MOST_FLAGS, "commands");
    demand(recall(commands, command) === undefined, "commands");
    before = seq;
    const outcome: HitOutcome = {
      type: "hit",
      commandId,
      seq,
      damage: damages[row] ?? 0,
      critical: (flag & FLAGS.critical) !== 0,
      killingBlow: (flag & FLAGS.killingBlow) !== 0,
      totalDamage: totals[row] ?? 0,
      rank: ranks[row] ?? 0,
      duplicate: false,
    };
    remember(commands, command, outcome);
    if (row >= length - RECENT_HITS_KEPT) keepHit(hits, roster.ids[player] ?? "", outcome);
  }
}
