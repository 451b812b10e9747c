// A state as a server wrote it whose engine had no total over all families.
import { describe, expect, it } from "vitest";
import {
  apply,
  battleOf,
  decodeWorld,
  encodeWorld,
  READABLE_FORMATS,
  STATE_FORMAT,
} from "../../src/index.ts";
import type { World } from "../../src/index.ts";
import { StateFormatError } from "../../src/index.ts";

const LINES = [
  "hydra-engine-2 83f09ae9",
  "[26,201000]",
  '["a","F\\u00e6",0,100,9,3,171000,225,47,null,1,25,191000,23,25,4,0]',
  '[["p"],["\\u00c5"],[],[],[],[0],[47],[3],[25],["n0","n1","n2","n3","n4","n5","n6","n7","n8","n9","n10","n11","n12","n13","n14","n15","n16","n17","n18","n19"],[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],[6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25],[16,14,12,38,18,2,18,16,15,13,11,20,11,11,14,10,11,15,14,18],[0,0,0,1,0,2,0,0,0,0,0,0,0,0,0,0,3,0,0,0],[16,30,42,80,98,100,18,34,49,62,73,93,104,115,129,139,150,15,29,47],[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],[{"round":1,"monster":{"name":"Lernaean Hydra","maxHp":100},"startedAt":1000,"endedAt":51000,"players":1,"totalDamage":100,"ranking":[{"playerId":"p","name":"\\u00c5","damage":100,"hits":6,"reachedSeq":11}],"lastHit":{"playerId":"p","name":"\\u00c5","damage":2}},{"round":2,"monster":{"name":"Marsh Sovereign","maxHp":150},"startedAt":61000,"endedAt":161000,"players":1,"totalDamage":150,"ranking":[{"playerId":"p","name":"\\u00c5","damage":150,"hits":11,"reachedSeq":22}],"lastHit":{"playerId":"p","name":"\\u00c5","damage":11}}]]',
  '["b","F\\u00e6",0,100,9,1,1000,100,18,null,1,26,201000,2,26,5,0]',
  '[["p"],["\\u00c5"],[],[],[],[0],[18],[1],[26],["x"],[0],[26],[18],[0],[18],[1],[]]',
  '["c","F\\u00e6",0,100,9,1,1000,100,0,null,0,3,1000,3,3,3,0]',
  "",
];
const TEXT = LINES.join("\n");
/** Its rounds as they are written now, and what p did in them. */
const ROUNDS_OF_A =
  ",[[1,1000,51000,100,1,0,2,0,100,6,11],[2,61000,161000,150,1,0,11,0,150,11,22]],[250],[17],[2],[2],[2]]";

function attack(world: World, familyId: string, commandId: string) {
  const event = { type: "attack", familyId, playerId: "p", commandId, skill: "slash" } as const;
  return apply(world, { seq: world.lastSeq + 1, at: world.lastAt, event });
}

describe("a state of format 2", () => {
  it("[EN60] is read, and goes on as it was", () => {
    expect(READABLE_FORMATS).toStrictEqual([STATE_FORMAT, "hydra-engine-3", "hydra-engine-2"]);
    const world = decodeWorld(TEXT);
    expect(battleOf(world, "a")).toMatchObject({ round: 3, players: 1, totalDamage: 47 });
    for (let n = 0; n < 20; n += 1)
      expect(attack(world, "a", `n${n}`)).toMatchObject({ type: "hit", seq: 6 + n, duplicate: true });
    expect(attack(world, "b", "x")).toMatchObject({ seq: 26, duplicate: true });
    expect(attack(world, "b", "y")).toMatchObject({ seq: 48, duplicate: false });
  });

  it("[EN61] becomes a text of today's, which stays what it is", () => {
    const text = encodeWorld(decodeWorld(TEXT));
    expect(text.startsWith(`${STATE_FORMAT} `)).toBe(true);
    expect(encodeWorld(decodeWorld(text))).toBe(text);
    const lines = text.split("\n");
    expect([lines[2], lines[4], lines[6]]).toStrictEqual(
      [LINES[2], LINES[4], LINES[6]].map((line, index) => line?.replace("]", `,${[20, 1, 0][index]},0]`)),
    );
    expect(lines[3]?.endsWith(ROUNDS_OF_A)).toBe(true);
    expect(lines[5]).toBe(LINES[5]?.replace("[]]", "[],[],[],[],[],[]]"));
  });

  it("[EN54] forgets at once what is more than there may be", () => {
    const world = decodeWorld(TEXT, undefined, { maxRemembered: 3 });
    expect(attack(world, "a", "n3")).toMatchObject({ duplicate: false });
    expect(attack(world, "a", "n4")).toMatchObject({ duplicate: true });
  });

  it("[EN62] is refused when it is damaged", () => {
    for (let at = 0; at < TEXT.length; at += 1)
      expect(() => decodeWorld(`${TEXT.slice(0, at)}~${TEXT.slice(at + 1)}`)).toThrow(StateFormatError);
  });

  it("[EN63] is no way around the bound for a text of today's", () => {
    const text = encodeWorld(decodeWorld(TEXT));
    expect(() => decodeWorld(text, undefined, { maxRemembered: 3 })).toThrow(StateFormatError);
  });
});
