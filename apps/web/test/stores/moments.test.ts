// The turns of a battle that get a moment, one at a time.
import { beforeEach, describe, expect, it } from "vitest";
import type { BattleView } from "@hydra/client";
import { createMoments, MOMENT_PAUSE_MS, type Moment, type Moments } from "../../src/stores/moments.ts";

let shown: Moment[];
let now: number;
let moments: Moments;

beforeEach(() => {
  shown = [];
  now = 0;
  moments = createMoments(
    (moment) => shown.push(moment),
    () => now,
  );
});

/** @param names of the players, best first */
function view(names: string, changes: Partial<BattleView> = {}): BattleView {
  const entries = names.split(" ").filter((name) => name !== "");
  return {
    cursor: { epoch: "e", seq: 1 },
    publishedAt: 0,
    round: 1,
    monster: { name: "Maw", hp: 10, maxHp: 10, status: "fighting" },
    players: entries.length,
    totalDamage: 1,
    entries: entries.map((name) => ({ playerId: name, name, damage: 1, hits: 1, reachedSeq: 1 })),
    ...changes,
  };
}

/** What these views lead to, each long after the one before. */
function momentsOf(own: string | undefined, ...views: readonly BattleView[]): readonly Moment[] {
  for (const each of views) {
    now += MOMENT_PAUSE_MS;
    moments.onView(each, own);
  }
  return shown;
}

describe("a leader", () => {
  it("is shown when the lead changes, and never as the page opens", () => {
    expect(momentsOf("C", view("A B C"), view("B A C"), view("C B A"))).toEqual([
      { type: "leader", name: "B", isOwn: false },
      { type: "leader", name: "C", isOwn: true },
    ]);
  });

  it("is no news as the first and only one that hit", () => {
    expect(momentsOf(undefined, view(""), view("A"), view("A B"))).toEqual([]);
  });
});

describe("one's own row", () => {
  it("overtakes and is overtaken: the nearest is named", () => {
    expect(momentsOf("D", view("A B C D"), view("A D B C"), view("A B C D"))).toEqual([
      { type: "overtook", name: "B" },
      { type: "overtaken", name: "C" },
    ]);
  });

  it.each([
    ["is not there yet", "E", ["A B", "A E B"]],
    ["is pushed by one that was not shown", "B", ["A B", "A X B"]],
    ["is no one's: a spectator", undefined, ["A B C", "A C B"]],
  ])("has no moment when it %s", (_, own, orders) => {
    expect(momentsOf(own, ...orders.map((names) => view(names)))).toEqual([]);
  });
});

it("shows one at a time, and then what is new since the last view", () => {
  moments.onView(view("A B C"), "C");
  now = MOMENT_PAUSE_MS;
  moments.onView(view("B A C"), "C");
  now += MOMENT_PAUSE_MS - 1;
  moments.onView(view("C B A"), "C");
  now += 1;
  moments.onView(view("C B A"), "C");
  expect(shown).toEqual([{ type: "leader", name: "B", isOwn: false }]);
});

it("shows each end and beginning of a round, whatever was shown a moment ago, and no lead across them", () => {
  moments.onView(view("A B"), "B");
  const monster = { name: "Maw", hp: 0, maxHp: 10, status: "defeated" } as const;
  moments.onView(view("B A", { monster }), "B");
  moments.onView(view("A", { round: 2 }), "B");
  expect(shown).toEqual([{ type: "slain" }, { type: "round" }]);
});
