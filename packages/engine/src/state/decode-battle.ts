// One battle from its two lines (SPEC EN60–EN63): what is always there is read and checked, its parts when it wakes.
import { BattleState, type BattleWorld } from "../battle-state.ts";
import { DUPLICATE_WINDOW, effectiveRules, FINISHED_ROUNDS_KEPT, OLD_ROWS_KEPT } from "../rules.ts";
import type { Rules } from "../types.ts";
import { fieldsOfLine, OPTIONAL_SHELL_FIELDS, SHELL_FIELDS } from "./columns.ts";
import { readNamedColumns } from "./cooldowns.ts";
import { demand, integerIn, textIn, timeIn, type Fields } from "./fields.ts";

/** @throws StateFormatError */
export function decodeBattle(lines: string, world: BattleWorld): BattleState {
  const end = lines.indexOf("\n");
  demand(end >= 0, "parts");
  const battle = readShell(fieldsOfLine(lines.slice(0, end), SHELL_FIELDS, OPTIONAL_SHELL_FIELDS), world);
  const parts = lines.slice(end + 1);
  demand((parts === "") === (battle.players === 0), "parts");
  battle.dormantParts = parts;
  return battle;
}

function readShell(fields: Fields, world: BattleWorld): BattleState {
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
    world,
  );
  demand(battle.seed === fields["seed"], "seed");
  battle.round = integerIn(fields, "round", 1);
  battle.players = integerIn(fields, "players", 0);
  const { players } = battle;
  battle.cooldowns = readNamedColumns(fields, { players, skills: world.skills, lastAt: world.lastAt });
  readMonster(battle, fields);
  battle.version = seqIn("version");
  battle.changedAt = timeIn(fields, "changedAt");
  battle.monsterChangedSeq = seqIn("monsterChangedSeq");
  battle.playersChangedSeq = seqIn("playersChangedSeq");
  const isRetired = integerIn(fields, "isRetired", 0);
  demand(isRetired === 0 || (isRetired === 1 && battle.wasHit), "isRetired");
  if (isRetired === 1) battle.presence = "retired";
  battle.commands = integerIn(fields, "commands", battle.wasHit ? 1 : 0);
  demand(battle.commands < 2 * DUPLICATE_WINDOW && (battle.wasHit || battle.commands === 0), "commands");
  battle.oldRows = integerIn(fields, "oldRows", 0);
  const hasOld = battle.roundsFinished > FINISHED_ROUNDS_KEPT;
  demand(battle.oldRows <= OLD_ROWS_KEPT && (hasOld || battle.oldRows === 0), "oldRows");
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
