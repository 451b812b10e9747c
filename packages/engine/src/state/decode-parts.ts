// The parts of a battle from their text (SPEC EN60, EN62, EN63). What is not as encodeParts writes it is refused, so that a battle
// that wakes keeps every promise of one that was built entry by entry.
import { createParts, type BattleParts } from "../battle-parts.ts";
import { insertRanked } from "../ranking/ranking.ts";
import {
  addPlayer,
  DAMAGE,
  findPlayer,
  HITS,
  PLACE,
  REACHED_SEQ,
  floatsOf,
  wordsOf,
  ROUND,
} from "../roster.ts";
import type { SkillTable } from "../skills.ts";
import { fieldsOfLine, PARTS_FIELDS } from "./columns.ts";
import { loadColumns, type NamedColumns } from "./cooldowns.ts";
import { readCommands } from "./decode-commands.ts";
import { demand, integersIn, listIn, textsIn, type Fields } from "./fields.ts";
import { readFame, readRounds } from "./history.ts";

/** What must agree with the parts. */
export interface BattleShell {
  readonly seed: number;
  readonly round: number;
  readonly roundsFinished: number;
  readonly oldRows: number;
  readonly players: number;
  readonly totalDamage: number;
  readonly version: number;
  readonly commands: number;
  readonly skills: SkillTable;
  readonly cooldowns: NamedColumns;
}

/** @throws StateFormatError */
export function decodeParts(shell: BattleShell, text: string): BattleParts {
  const fields = fieldsOfLine(text, PARTS_FIELDS);
  const parts = createParts(shell.seed, shell.skills);
  readPlayers(parts, fields);
  demand(parts.roster.ids.length === shell.players, "players");
  loadColumns(parts.roster, fields, shell.cooldowns);
  demand(readRanking(parts, fields, shell) === shell.totalDamage, "ranking");
  readCommands(parts, fields, shell);
  readRounds(parts, fields, shell);
  readFame(parts, fields, shell);
  return parts;
}

function readPlayers({ roster }: BattleParts, fields: Fields): void {
  const ids = textsIn(fields, "ids");
  const names = textsIn(fields, "names");
  demand(names.length === ids.length, "names");
  for (const [player, id] of ids.entries()) {
    demand(findPlayer(roster, id) < 0, "ids");
    addPlayer(roster, id, names[player] ?? "");
  }
}

/** Best first, each strictly behind the one before: then the ranking is built without a search. Returns all damage. */
function readRanking({ roster, ranking }: BattleParts, fields: Fields, shell: BattleShell): number {
  const { length } = listIn(fields, "rankedPlayers");
  const players = integersIn(fields, "rankedPlayers", { length, min: 0 });
  const damages = integersIn(fields, "damage", { length, min: 1 });
  const hits = integersIn(fields, "hits", { length, min: 1 });
  const seqs = integersIn(fields, "reachedSeq", { length, min: 1 });
  const { floats, words } = roster;
  let ahead = { damage: Infinity, seq: 0 };
  let total = 0;
  for (const [position, player] of players.entries()) {
    const damage = damages[position] ?? 0;
    const seq = seqs[position] ?? 0;
    const float = floatsOf(roster, player);
    const word = wordsOf(roster, player);
    demand(player < roster.ids.length && words[word + ROUND] === 0, "ranking");
    demand(damage < ahead.damage || (damage === ahead.damage && seq > ahead.seq), "ranking");
    ahead = { damage, seq };
    words[word + ROUND] = shell.round;
    floats[float + DAMAGE] = damage;
    floats[float + HITS] = hits[position] ?? 0;
    floats[float + REACHED_SEQ] = seq;
    words[word + PLACE] = insertRanked(ranking, player, damage);
    total += damage;
  }
  return total;
}
