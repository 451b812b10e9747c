// The soak's comparison can fail: each promise that is broken is found, and under its own name.
import { beforeEach, describe, expect, it } from "vitest";
import { compareWithHistory, Ledger, talliesOf, type Command, type Hit } from "../../src/soak/ledger.ts";

const PLAYER = { familyId: "fam", playerId: "iolaus" };
const OUTCOME = { critical: false, killingBlow: false, rank: 1, duplicate: false };

let ledger: Ledger;
let hits: Hit[];

/** A command that counted at this seq, in the log and as it was answered. */
function counted(seq: number): { command: Command; hit: Hit } {
  const command = ledger.issue(PLAYER, "slash");
  const hit = { ...PLAYER, commandId: command.commandId, seq, damage: 10 + seq, totalDamage: 100 + seq };
  hits.push(hit);
  return { command, hit };
}

function acknowledged(seq: number): { command: Command; hit: Hit } {
  const { command, hit } = counted(seq);
  ledger.acknowledge(command, { ...OUTCOME, ...hit });
  return { command, hit };
}

beforeEach(() => {
  ledger = new Ledger();
  hits = [];
  acknowledged(1);
  acknowledged(2);
});

const clean = { lost: [], doubled: [], changed: [], refused: [], foreign: [], found: 0 };

describe("the comparison of a ledger with a history", () => {
  it("finds nothing where every acknowledged command counted once, as it was answered", () => {
    expect(compareWithHistory(ledger.commands, hits)).toEqual(clean);
    expect(talliesOf(ledger.commands, hits)).toEqual(new Map([["iolaus", { damage: 23, hits: 2 }]]));
  });

  it("finds an acknowledged command that the log has not", () => {
    hits.shift();
    expect(compareWithHistory(ledger.commands, hits)).toEqual({
      ...clean,
      lost: ["fam iolaus soak-0 at #1"],
    });
  });

  it("finds one that counted twice, and none in another player's same id", () => {
    const [first] = hits;
    const { commandId = "", ...rest } = first ?? {};
    hits.push({ ...rest, ...PLAYER, commandId, seq: 3, damage: 12, totalDamage: 112 });
    hits.push({ familyId: "fam", playerId: "bot", commandId, seq: 4, damage: 12, totalDamage: 12 });
    const verdict = compareWithHistory(ledger.commands, hits);
    expect(verdict).toEqual({ ...clean, doubled: ["fam iolaus soak-0: 2 times"] });
  });

  it.each([{ seq: 9 }, { damage: 9 }, { totalDamage: 9 }])("finds one that the log has with %o", (other) => {
    const { command } = acknowledged(3);
    hits.push({
      ...hits.pop(),
      ...PLAYER,
      commandId: command.commandId,
      seq: 3,
      damage: 13,
      totalDamage: 103,
      ...other,
    });
    expect(compareWithHistory(ledger.commands, hits).changed).toHaveLength(1);
  });

  it("allows one that counted unacknowledged, once, and tallies it", () => {
    counted(3);
    expect(compareWithHistory(ledger.commands, hits)).toEqual({ ...clean, found: 1 });
    expect(talliesOf(ledger.commands, hits).get("iolaus")).toEqual({ damage: 36, hits: 3 });
  });

  it("finds one that was refused for good and counted, and one that was never sent", () => {
    const { command } = counted(3);
    command.refusal = "cooldown";
    hits.push({ ...PLAYER, commandId: "other", seq: 4, damage: 1, totalDamage: 1 });
    const { refused, foreign } = compareWithHistory(ledger.commands, hits);
    expect(refused).toEqual(["fam iolaus soak-2: cooldown, in the log #3, 13 of 103"]);
    expect(foreign).toEqual(["fam iolaus other"]);
  });
});

describe("a command that is acknowledged again", () => {
  it("has to get the same outcome, as a duplicate", () => {
    const { command, hit } = acknowledged(3);
    ledger.acknowledge(command, { ...OUTCOME, ...hit, duplicate: true });
    expect(ledger.contradictions).toEqual([]);
    ledger.acknowledge(command, { ...OUTCOME, ...hit, duplicate: false });
    ledger.acknowledge(command, { ...OUTCOME, ...hit, duplicate: true, damage: 1 });
    ledger.acknowledge(command, { ...OUTCOME, ...hit, duplicate: true, seq: 9 });
    expect(ledger.contradictions).toHaveLength(3);
    expect(ledger.repeats).toBe(4);
  });
});
