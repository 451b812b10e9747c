// A screen reader gets little, and seldom.
import { beforeEach, describe, expect, it } from "vitest";
import type { BattleView } from "@hydra/client";
import {
  createAnnouncer,
  LEADER_PAUSE_MS,
  RANK_PAUSE_MS,
  type Announcement,
  type Announcer,
} from "../../src/stores/announcements.ts";

let announced: Announcement[];
let now: number;
let announcer: Announcer;

beforeEach(() => {
  announced = [];
  now = 0;
  announcer = createAnnouncer(
    (announcement) => announced.push(announcement),
    () => now,
  );
});

function view(leader: string, changes: Partial<BattleView> = {}): BattleView {
  return {
    cursor: { epoch: "e", seq: 1 },
    publishedAt: 0,
    round: 1,
    monster: { name: "Maw", hp: 10, maxHp: 10, status: "fighting" },
    players: 2,
    totalDamage: 1,
    entries: [{ playerId: leader, name: leader, damage: 1, hits: 1, reachedSeq: 1 }],
    ...changes,
  };
}

describe("the lead", () => {
  it("is no news when the page opens", () => {
    announcer.onView(view("Ada"), undefined);
    expect(announced).toEqual([]);
  });

  it("is announced when it changes, at most every ten seconds, and then as it stands", () => {
    announcer.onView(view("Ada"), undefined);
    now = LEADER_PAUSE_MS;
    announcer.onView(view("Bo"), undefined);
    for (const leader of ["Ada", "Bo", "Cy"]) {
      now += 100;
      announcer.onView(view(leader), undefined);
    }
    now = 2 * LEADER_PAUSE_MS;
    announcer.onView(view("Cy"), undefined);
    expect(announced).toEqual([
      { type: "leader", name: "Bo" },
      { type: "leader", name: "Cy" },
    ]);
  });
});

describe("one's own rank", () => {
  it("is announced when it has changed, not when it was only passing", () => {
    announcer.onView(view("Ada"), 9);
    now = RANK_PAUSE_MS - 1;
    announcer.onView(view("Ada"), 7);
    now = RANK_PAUSE_MS;
    announcer.onView(view("Ada"), 9);
    now = 2 * RANK_PAUSE_MS;
    announcer.onView(view("Ada"), 6);
    expect(announced).toEqual([{ type: "rank", rank: 6 }]);
  });
});

describe("the battle", () => {
  it("announces a victory and the next round once", () => {
    const dead = { name: "Maw", hp: 0, maxHp: 10, status: "defeated", respawnsAt: 5 } as const;
    const next = { name: "Fang", hp: 15, maxHp: 15, status: "fighting" } as const;
    announcer.onView(view("Ada"), undefined);
    announcer.onView(view("Ada", { monster: dead }), undefined);
    announcer.onView(view("Ada", { monster: dead }), undefined);
    announcer.onView(view("Ada", { monster: next, round: 2 }), undefined);
    expect(announced).toEqual([
      { type: "slain", monster: "Maw" },
      { type: "round", round: 2, monster: "Fang" },
    ]);
  });
});

describe("the connection", () => {
  it("announces that it was lost, and that it is back, once each", () => {
    for (const state of [
      "connecting",
      "live",
      "reconnecting",
      "connecting",
      "reconnecting",
      "live",
      "closed",
    ] as const) {
      announcer.onConnection(state);
    }
    expect(announced).toEqual([{ type: "lost" }, { type: "live" }]);
  });
});
