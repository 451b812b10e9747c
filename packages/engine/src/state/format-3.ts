// A state as older servers wrote it (FORMAT_3): of finished rounds it had the last 20, as objects, and of what players did in earlier
// rounds no sums. Those begin with what it has: the best 100 of each of these rounds.
import { asciiJson, fieldsOfLine, OPTIONAL_SHELL_FIELDS, PARTS_FIELDS, SHELL_FIELDS } from "./columns.ts";
import { demand, fieldsOf, integerIn, listIn, textIn, textsIn, timeIn, type Fields } from "./fields.ts";
import { FAME_COLUMNS } from "./history.ts";

const OLD_SHELL_FIELDS = SHELL_FIELDS.filter((name) => name !== "oldRows");
export const FORMAT_3_PARTS_FIELDS = PARTS_FIELDS.filter(
  (name) => !FAME_COLUMNS.some((column) => column === name),
);

/** Of an old round's ranking. */
interface Row {
  readonly player: number;
  readonly damage: number;
  readonly hits: number;
  readonly reachedSeq: number;
}

interface Round {
  readonly record: readonly number[];
  readonly rows: readonly Row[];
  readonly lastPlayer: number;
}

/** The lines as they are written now. Reads all of them: what takes a server some seconds once. @throws StateFormatError */
export function packRounds(lines: string): string {
  const [world = "", ...battles] = lines.split("\n");
  const packed = [world];
  for (let at = 0; at < battles.length; at += 2) {
    const fields = fieldsOfLine(battles[at] ?? "", OLD_SHELL_FIELDS, OPTIONAL_SHELL_FIELDS);
    const names =
      fields["cooldowns"] === undefined ? SHELL_FIELDS : [...SHELL_FIELDS, ...OPTIONAL_SHELL_FIELDS];
    packed.push(asciiJson(names.map((name) => (name === "oldRows" ? 0 : fields[name]))));
    packed.push(packedParts(battles[at + 1] ?? "", integerIn(fields, "round", 1)));
  }
  return packed.join("\n");
}

function packedParts(line: string, round: number): string {
  if (line === "") return line;
  const fields = fieldsOfLine(line, FORMAT_3_PARTS_FIELDS);
  const ids = new Map(textsIn(fields, "ids").map((id, player) => [id, player]));
  const rounds = listIn(fields, "finishedRounds").map((value) =>
    readRound(fieldsOf(value, "finishedRounds"), ids),
  );
  const columns = columnsOf(rounds, { players: ids.size, round });
  const written: Fields = { ...fields, ...columns, finishedRounds: rounds.map(({ record }) => record) };
  return asciiJson(PARTS_FIELDS.map((name) => written[name]));
}

/** The round that has just ended is still in the players' records. */
function columnsOf(rounds: readonly Round[], { players, round }: { players: number; round: number }) {
  const columns: Record<(typeof FAME_COLUMNS)[number], number[]> = {
    pastDamage: [],
    pastHits: [],
    pastRounds: [],
    roundsLed: [],
    lastHits: [],
  };
  const add = (name: (typeof FAME_COLUMNS)[number], player: number, by: number): void => {
    const column = columns[name];
    if (column.length === 0) for (let at = 0; at < players; at += 1) column.push(0);
    column[player] = (column[player] ?? 0) + by;
  };
  for (const { record, rows, lastPlayer } of rounds) {
    add("roundsLed", rows[0]?.player ?? lastPlayer, 1);
    add("lastHits", lastPlayer, 1);
    if (record[0] === round) continue;
    for (const { player, damage, hits } of rows) {
      add("pastDamage", player, damage);
      add("pastHits", player, hits);
      add("pastRounds", player, 1);
    }
  }
  return columns;
}

function readRound(fields: Fields, ids: ReadonlyMap<string, number>): Round {
  const numberOf = (row: Fields): number => {
    const player = ids.get(textIn(row, "playerId"));
    demand(player !== undefined, "finishedRounds");
    return player;
  };
  const rows = listIn(fields, "ranking").map((value): Row => {
    const row = fieldsOf(value, "ranking");
    const [damage, hits, reachedSeq] = [
      integerIn(row, "damage", 1),
      integerIn(row, "hits", 1),
      integerIn(row, "reachedSeq", 1),
    ];
    return { player: numberOf(row), damage, hits, reachedSeq };
  });
  const lastHit = fieldsOf(fields["lastHit"], "lastHit");
  const lastPlayer = numberOf(lastHit);
  const record = [
    integerIn(fields, "round", 1),
    timeIn(fields, "startedAt"),
    timeIn(fields, "endedAt"),
    integerIn(fields, "totalDamage", 1),
    integerIn(fields, "players", 1),
    lastPlayer,
    integerIn(lastHit, "damage", 1),
    ...rows.flatMap(({ player, damage, hits, reachedSeq }) => [player, damage, hits, reachedSeq]),
  ];
  return { record, rows, lastPlayer };
}
