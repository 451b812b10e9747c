// Whether lanes ended alike is decided by all a person could see.
import { expect, it } from "vitest";
import type { BattleView } from "@hydra/client";
import { battleContent, endingOf } from "../src/ending.ts";

const VIEW: BattleView = {
  cursor: { epoch: "e", seq: 9 },
  publishedAt: 1,
  round: 1,
  monster: { name: "Lerna", hp: 90, maxHp: 100, status: "fighting" },
  players: 2,
  totalDamage: 10,
  entries: [
    { playerId: "a", name: "A", damage: 6, hits: 1, reachedSeq: 9 },
    { playerId: "b", name: "B", damage: 4, hits: 1, reachedSeq: 8 },
  ],
};

it("is the same when every lane shows the same, whenever it received it", () => {
  const views = new Map([
    ["sse", VIEW],
    ["polling", { ...VIEW, publishedAt: 2 }],
  ]);
  expect(endingOf(views, battleContent)).toEqual({
    cursors: { sse: "e:9", polling: "e:9" },
    isSame: true,
    rows: 2,
    totalDamage: 10,
  });
});

it.each([
  ["another cursor", { ...VIEW, cursor: { epoch: "e", seq: 8 } }],
  ["another order", { ...VIEW, entries: VIEW.entries.toReversed() }],
  ["another damage", { ...VIEW, entries: [{ ...VIEW.entries[0]!, damage: 7 }, VIEW.entries[1]!] }],
  ["another monster", { ...VIEW, monster: { ...VIEW.monster, hp: 89 } }],
  ["nothing at all", undefined],
])("is not the same when a lane shows %s", (_what, other) => {
  const views = new Map([
    ["sse", VIEW],
    ["polling", other],
  ]);
  expect(endingOf(views, battleContent).isSame).toBe(false);
});

it("is not the same when there was no lane", () => {
  expect(endingOf(new Map(), battleContent).isSame).toBe(false);
});
