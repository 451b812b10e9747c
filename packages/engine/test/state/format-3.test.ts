// A state as a server wrote it whose engine had the last 20 rounds as objects, and no sums of all rounds.
import { describe, expect, it } from "vitest";
import {
  apply,
  battleOf,
  createWorld,
  decodeWorld,
  encodeWorld,
  StateFormatError,
  type Skill,
  type World,
} from "../../src/index.ts";
import { headerOf } from "../../src/state/state-text.ts";
import { finishedIn, readable } from "../game.ts";

/** Written by that engine for the entries of `replayed`. In b the last entry is a killing blow. */
const TEXT = [
  "hydra-engine-3 5004a3a3",
  "[32,86008.5]",
  String.raw`["a","F\u00e6",0,30,9,7,81008,337,127,null,3,32,86008.5,30,32,6,0,11]`,
  String.raw`[["p","q","r"],["\u00c5p","\u00c5q","\u00c5r"],[],[],[],[0,2],[66,61],[1,1],[32,30],["n0","n2","n4","n5","n7","n8","n10","n12","n13","n15","n16"],[0,0,0,1,2,0,0,0,1,2,0],[10,13,16,17,20,21,24,26,28,30,32],[30,45,63,4,73,27,150,84,141,61,66],[2,2,0,2,0,2,2,0,3,0,0],[30,45,63,4,73,27,150,84,141,61,66],[1,1,1,2,1,2,1,1,1,1,1],[{"round":1,"monster":{"name":"Lernaean Hydra","maxHp":30},"startedAt":1000,"endedAt":6000.5,"players":1,"totalDamage":30,"ranking":[{"playerId":"p","name":"\u00c5p","damage":30,"hits":1,"reachedSeq":10}],"lastHit":{"playerId":"p","name":"\u00c5p","damage":30}},{"round":2,"monster":{"name":"Marsh Sovereign","maxHp":45},"startedAt":16001.5,"endedAt":16001.5,"players":1,"totalDamage":45,"ranking":[{"playerId":"p","name":"\u00c5p","damage":45,"hits":1,"reachedSeq":13}],"lastHit":{"playerId":"p","name":"\u00c5p","damage":45}},{"round":3,"monster":{"name":"Brass Quartet","maxHp":67},"startedAt":26002.5,"endedAt":31003,"players":2,"totalDamage":67,"ranking":[{"playerId":"p","name":"\u00c5p","damage":63,"hits":1,"reachedSeq":16},{"playerId":"q","name":"\u00c5q","damage":4,"hits":1,"reachedSeq":17}],"lastHit":{"playerId":"q","name":"\u00c5q","damage":4}},{"round":4,"monster":{"name":"Fourfold Hunger","maxHp":100},"startedAt":41004,"endedAt":46004.5,"players":2,"totalDamage":100,"ranking":[{"playerId":"r","name":"\u00c5r","damage":73,"hits":1,"reachedSeq":20},{"playerId":"p","name":"\u00c5p","damage":27,"hits":1,"reachedSeq":21}],"lastHit":{"playerId":"p","name":"\u00c5p","damage":27}},{"round":5,"monster":{"name":"Tidewater Maw","maxHp":150},"startedAt":56005.5,"endedAt":56005.5,"players":1,"totalDamage":150,"ranking":[{"playerId":"p","name":"\u00c5p","damage":150,"hits":1,"reachedSeq":24}],"lastHit":{"playerId":"p","name":"\u00c5p","damage":150}},{"round":6,"monster":{"name":"Ashen Choir","maxHp":225},"startedAt":66006.5,"endedAt":71007,"players":2,"totalDamage":225,"ranking":[{"playerId":"q","name":"\u00c5q","damage":141,"hits":1,"reachedSeq":28},{"playerId":"p","name":"\u00c5p","damage":84,"hits":1,"reachedSeq":26}],"lastHit":{"playerId":"q","name":"\u00c5q","damage":141}}]]`,
  String.raw`["b","F\u00e6",1,34,9,2,51005,51,51,91008,3,31,81008,23,31,9,0,6]`,
  String.raw`[["p","q","r"],["\u00c5p","\u00c5q","\u00c5r"],[],[],[],[0,1,2],[22,15,14],[1,1,1],[27,23,31],["n0","n3","n6","n9","n12","n15"],[0,2,0,1,0,2],[11,15,19,23,27,31],[19,13,2,15,22,14],[0,0,2,0,1,2],[19,13,21,15,22,14],[1,2,1,1,1,3],[{"round":1,"monster":{"name":"Lernaean Hydra","maxHp":34},"startedAt":1000,"endedAt":36003.5,"players":2,"totalDamage":34,"ranking":[{"playerId":"p","name":"\u00c5p","damage":21,"hits":2,"reachedSeq":19},{"playerId":"r","name":"\u00c5r","damage":13,"hits":1,"reachedSeq":15}],"lastHit":{"playerId":"p","name":"\u00c5p","damage":2}},{"round":2,"monster":{"name":"Marsh Sovereign","maxHp":51},"startedAt":51005,"endedAt":81008,"players":3,"totalDamage":51,"ranking":[{"playerId":"p","name":"\u00c5p","damage":22,"hits":1,"reachedSeq":27},{"playerId":"q","name":"\u00c5q","damage":15,"hits":1,"reachedSeq":23},{"playerId":"r","name":"\u00c5r","damage":14,"hits":1,"reachedSeq":31}],"lastHit":{"playerId":"r","name":"\u00c5r","damage":14}}]]`,
  String.raw`["c","F\u00e6",0,40,9,1,1000,40,0,null,0,3,1000,3,3,3,0,0]`,
  "",
].join("\n");

function replayed(): World {
  const world = createWorld();
  let [seq, at] = [0, 1_000];
  const put = (event: Parameters<typeof apply>[1]["event"]) => apply(world, { seq: (seq += 1), at, event });
  for (const [familyId, cooldownScale, maxHp] of [
    ["a", 0, 30],
    ["b", 1, 34],
    ["c", 0, 40],
  ] as const)
    put({ type: "family-created", familyId, name: "F\u00e6", seed: 9, rules: { cooldownScale, maxHp } });
  for (const familyId of ["a", "b"])
    for (const playerId of ["p", "q", "r"])
      put({ type: "player-joined", familyId, playerId, name: `\u00c5${playerId}` });
  const attack = (familyId: string, number: number, skill: Skill) => {
    const playerId = ["p", "q", "p", "r"][number % 4] ?? "";
    put({ type: "attack", familyId, playerId, commandId: `n${number}`, skill });
  };
  for (let number = 0; number < 17; number += 1) {
    at += 5_000.5;
    attack("a", number, number === 10 ? "ultimate" : "fireball");
    if (number % 3 === 0) attack("b", number, "slash");
  }
  return world;
}

describe("a state of format 3", () => {
  it("[EN60] [EN61] becomes the text that its entries lead to today, where it has all of them", () => {
    const text = encodeWorld(replayed());
    expect(encodeWorld(decodeWorld(TEXT))).toBe(text);
    const [read, made] = [decodeWorld(TEXT), replayed()].map((world) =>
      ["a", "b", "c"].map((familyId) => {
        const battle = battleOf(world, familyId);
        return battle === undefined ? undefined : readable(battle);
      }),
    );
    expect(read).toStrictEqual(made);
  });

  it("[EN35] has the round that has just ended once, and its killing blow", () => {
    const battle = battleOf(decodeWorld(TEXT), "b");
    if (battle === undefined) throw new Error("no family");
    expect(battle.monster.status).toBe("defeated");
    expect(finishedIn(battle).map(({ round }) => round)).toStrictEqual([1, 2]);
    const sums = finishedIn(battle).flatMap(({ ranking }) => ranking.map(({ damage }) => damage));
    expect(readable(battle)).toMatchObject({ totals: { damage: sums.reduce((all, one) => all + one, 0) } });
  });

  it("[EN62] is refused when it is damaged, or has a round of a stranger", () => {
    for (let at = 0; at < TEXT.length; at += 1)
      expect(() => decodeWorld(`${TEXT.slice(0, at)}~${TEXT.slice(at + 1)}`)).toThrow(StateFormatError);
    const lines = TEXT.slice(TEXT.indexOf("\n") + 1).replaceAll('{"playerId":"r"', '{"playerId":"s"');
    expect(() => decodeWorld(`${headerOf([lines], "hydra-engine-3")}${lines}`)).toThrow(StateFormatError);
  });
});
