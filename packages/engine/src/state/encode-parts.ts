// The parts of a battle as one line (SPEC EN61). Written are the facts; what follows from them (counts, indexes, the ranking's
// nodes, the recent hits, which are the newest commands) is built again when the text is read.
import type { BattleParts } from "../battle-parts.ts";
import { remembered } from "../command-window.ts";
import { playersFrom } from "../ranking/walk.ts";
import { DAMAGE, HITS, REACHED_SEQ, floatsOf } from "../roster.ts";
import { lineOf, PARTS_FIELDS } from "./columns.ts";
import { placedColumns } from "./cooldowns.ts";
import { flagsOf } from "./decode-commands.ts";
import { fameColumns } from "./history.ts";

/** "" while nobody has joined: then there is nothing. */
export function encodeParts(parts: BattleParts, { round, now }: { round: number; now: number }): string {
  const { roster, ranking, commands, history } = parts;
  if (roster.ids.length === 0) return "";
  const ranked = playersFrom(ranking, 1, ranking.size);
  const column = (field: number): number[] =>
    ranked.map((player) => roster.floats[floatsOf(roster, player) + field] ?? 0);
  return lineOf(PARTS_FIELDS, {
    ids: roster.ids,
    names: roster.names,
    ...placedColumns(roster, now),
    rankedPlayers: ranked,
    damage: column(DAMAGE),
    hits: column(HITS),
    reachedSeq: column(REACHED_SEQ),
    ...commandColumns(commands),
    finishedRounds: history.rounds,
    ...fameColumns(parts, round),
  });
}

/** Oldest first. */
function commandColumns(commands: BattleParts["commands"]) {
  const columns = {
    commandIds: [] as string[],
    commandPlayers: [] as number[],
    commandSeq: [] as number[],
    commandDamage: [] as number[],
    commandFlags: [] as number[],
    commandTotal: [] as number[],
    commandRank: [] as number[],
  };
  for (const { player, outcome } of remembered(commands)) {
    columns.commandIds.push(outcome.commandId);
    columns.commandPlayers.push(player);
    columns.commandSeq.push(outcome.seq);
    columns.commandDamage.push(outcome.damage);
    columns.commandFlags.push(flagsOf(outcome));
    columns.commandTotal.push(outcome.totalDamage);
    columns.commandRank.push(outcome.rank);
  }
  return columns;
}
