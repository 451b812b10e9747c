// A world from its text (SPEC EN60–EN63). The text may be anything: what is not as encodeWorld writes it is refused, a battle's
// parts when it wakes. A hundred thousand families are there in a second, since nobody looks at most of them.
import { BattleState } from "../battle-state.ts";
import { effectiveRules } from "../rules.ts";
import type { Rules } from "../types.ts";
import { createWorld, type World } from "../world.ts";
import { fieldsOfLine, SHELL_FIELDS } from "./columns.ts";
import { demand, integerIn, textIn, timeIn, type Fields } from "./fields.ts";
import { unwrapState } from "./state-text.ts";

/**
 * Costs what the families' first lines cost; the text stays in memory while battles are dormant that came in it.
 * @throws StateFormatError on anything not written by `encodeWorld` of this format. What looks like it, but for a battle's parts, is
 * found out when that battle is touched: a text that `encodeWorld` has written and nobody has changed never is.
 */
export function decodeWorld(text: string): World {
  const lines = linesOf(unwrapState(text));
  const fields = fieldsOfLine(lines.next().value ?? "", ["lastSeq", "lastAt"]);
  const world = createWorld();
  world.lastSeq = integerIn(fields, "lastSeq", 0);
  world.lastAt = timeIn(fields, "lastAt");
  for (const line of lines) {
    const battle = readShell(fieldsOfLine(line, SHELL_FIELDS), world);
    const { value: parts } = lines.next();
    demand(parts !== undefined && (parts === "") === (battle.players === 0), "parts");
    battle.dormantParts = parts;
    demand(!world.battles.has(battle.familyId), "familyId");
    world.battles.set(battle.familyId, battle);
    if (battle.presence === "retired") world.retired += 1;
  }
  return world;
}

/** Piece by piece: an array of all of them would be as large as a second world. */
function* linesOf(text: string): Generator<string, undefined> {
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop);
    start = stop + 1;
  }
  return undefined;
}

function readShell(fields: Fields, world: World): BattleState {
  const seqIn = (name: string): number => {
    const seq = integerIn(fields, name, 1);
    demand(seq <= world.lastSeq, name);
    return seq;
  };
  const battle = new BattleState(
    {
      type: "family-created",
      familyId: textIn(fields, "familyId"),
      name: textIn(fields, "name"),
      seed: integerIn(fields, "seed", 0),
      rules: readRules(fields),
    },
    { seq: seqIn("roundStartedSeq"), at: timeIn(fields, "roundStartedAt") },
    world.awake,
  );
  demand(battle.seed === fields["seed"], "seed");
  battle.round = integerIn(fields, "round", 1);
  battle.players = integerIn(fields, "players", 0);
  readMonster(battle, fields);
  battle.version = seqIn("version");
  battle.changedAt = timeIn(fields, "changedAt");
  battle.monsterChangedSeq = seqIn("monsterChangedSeq");
  battle.playersChangedSeq = seqIn("playersChangedSeq");
  const isRetired = integerIn(fields, "isRetired", 0);
  demand(isRetired === 0 || (isRetired === 1 && battle.wasHit), "isRetired");
  if (isRetired === 1) battle.presence = "retired";
  return battle;
}

function readRules(fields: Fields): Rules {
  const { cooldownScale, firstMaxHp: maxHp } = fields;
  demand(typeof cooldownScale === "number" && typeof maxHp === "number", "rules");
  const rules = effectiveRules({ cooldownScale, maxHp });
  demand(rules.cooldownScale === cooldownScale && rules.maxHp === maxHp, "rules");
  return rules;
}

function readMonster(battle: BattleState, fields: Fields): void {
  battle.maxHp = integerIn(fields, "maxHp", 1);
  battle.totalDamage = integerIn(fields, "totalDamage", 0);
  demand(battle.totalDamage <= battle.maxHp, "totalDamage");
  demand(battle.players > 0 || battle.totalDamage === 0, "totalDamage");
  const isDefeated = fields["respawnsAt"] !== null;
  demand(isDefeated === (battle.totalDamage === battle.maxHp), "respawnsAt");
  battle.respawnsAt = isDefeated ? timeIn(fields, "respawnsAt") : undefined;
}
