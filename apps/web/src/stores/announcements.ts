// What a screen reader gets of a battle that changes twenty times a second: little, and seldom. Pure but for `announce`.
import type { ConnectionState, BattleView } from "@hydra/client";

export type Announcement =
  | { readonly type: "rank"; readonly rank: number }
  | { readonly type: "leader"; readonly name: string }
  | { readonly type: "slain"; readonly monster: string }
  | { readonly type: "round"; readonly round: number; readonly monster: string }
  | { readonly type: "lost" }
  | { readonly type: "live" };

export interface Announcer {
  onView(view: BattleView, ownRank: number | undefined): void;
  onConnection(state: ConnectionState["type"]): void;
}

/** A lead that changes again and again is one piece of news in this time. */
export const LEADER_PAUSE_MS = 10_000;
export const RANK_PAUSE_MS = 5_000;

export function createAnnouncer(
  announce: (announcement: Announcement) => void,
  now: () => number,
): Announcer {
  const leader = createNews(LEADER_PAUSE_MS, now);
  const rank = createNews(RANK_PAUSE_MS, now);
  let last: BattleView | undefined;
  let wasLive = false;
  let isLost = false;

  const announceRound = (before: BattleView, { round, monster }: BattleView): void => {
    if (round !== before.round) announce({ type: "round", round, monster: monster.name });
    else if (monster.status === "defeated" && before.monster.status === "fighting") {
      announce({ type: "slain", monster: monster.name });
    }
  };

  return {
    onView(view, ownRank) {
      const [first] = view.entries;
      if (last !== undefined) announceRound(last, view);
      last = view;
      if (first !== undefined && leader.isDue(first.playerId)) announce({ type: "leader", name: first.name });
      if (ownRank !== undefined && rank.isDue(ownRank)) announce({ type: "rank", rank: ownRank });
    },
    onConnection(state) {
      if (state === "live") {
        if (isLost) announce({ type: "live" });
        wasLive = true;
        isLost = false;
      } else if (wasLive && !isLost && state !== "closed") {
        isLost = true;
        announce({ type: "lost" });
      }
    },
  };
}

/** Whether a value differs from the last one announced, at most once in `pauseMs`. The first value is no news. */
function createNews(pauseMs: number, now: () => number): { isDue(value: string | number): boolean } {
  let announced: { value: string | number; at: number } | undefined;
  return {
    isDue(value) {
      const at = now();
      if (announced === undefined) {
        announced = { value, at };
        return false;
      }
      if (value === announced.value || at - announced.at < pauseMs) return false;
      announced = { value, at };
      return true;
    },
  };
}
