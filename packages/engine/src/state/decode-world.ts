// A world from its text (SPEC EN60–EN63). The text may be anything: what is not as encodeWorld writes it is refused, a battle's
// parts when it wakes. A hundred thousand families are there in a second, since most of them are not looked at, and stay lines of the
// text until they are.
import type { Battle } from "../battle.ts";
import { createWorld, forgetSurplus, type World, type WorldOptions } from "../world.ts";
import { fieldsOfLine } from "./columns.ts";
import { decodeBattle } from "./decode-battle.ts";
import { demand, integerIn, timeIn } from "./fields.ts";
import { countCommands } from "./format-2.ts";
import { packRounds } from "./format-3.ts";
import { FORMAT_2, STATE_FORMAT, unwrapState, type UnwrappedState } from "./state-text.ts";

/**
 * Costs what the families' first lines cost; the text stays in memory.
 * @param onFamily shown each family as it is read; what it is shown is not to be kept
 * @param options as createWorld has them
 * @throws StateFormatError on anything not written by `encodeWorld` of this format. What looks like it, but for a battle's parts, is
 * found out when that battle is touched: a text that `encodeWorld` has written, unchanged since, never is.
 */
export function decodeWorld(
  text: string,
  onFamily: (battle: Battle) => void = () => undefined,
  options: Omit<WorldOptions, "text"> = {},
): World {
  const unwrapped = unwrapState(text);
  const isOld = unwrapped.format === FORMAT_2;
  const lines = asToday(unwrapped);
  const first = endOfLine(lines, 0);
  const fields = fieldsOfLine(lines.slice(0, first), ["lastSeq", "lastAt"]);
  const world = createWorld({ ...options, text: lines });
  world.lastSeq = integerIn(fields, "lastSeq", 0);
  world.lastAt = timeIn(fields, "lastAt");
  for (let start = first + 1; start <= lines.length;) {
    const end = endOfLine(lines, endOfLine(lines, start) + 1);
    const battle = decodeBattle(lines.slice(start, end), world);
    demand(world.battles.load(battle.familyId, start), "familyId");
    if (battle.presence === "retired") world.retired += 1;
    else world.players += battle.players;
    world.commandTotal.set(battle.familyId, battle.commands, battle.version);
    world.oldRowTotal.set(battle.familyId, battle.oldRows, battle.version);
    onFamily(battle);
    start = end + 1;
  }
  demand(isOld || !world.commandTotal.isExceeded, "commands");
  demand(!world.oldRowTotal.isExceeded, "oldRows");
  forgetSurplus(world);
  return world;
}

function asToday({ format, lines }: UnwrappedState): string {
  if (format === STATE_FORMAT) return lines;
  return packRounds(format === FORMAT_2 ? countCommands(lines) : lines);
}

function endOfLine(lines: string, start: number): number {
  const end = lines.indexOf("\n", start);
  return end < 0 ? lines.length : end;
}
