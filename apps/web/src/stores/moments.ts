// The turns of a battle that are worth a moment: a new leader, a player overtaken or overtaking, a round that ends or begins. Pure.
// Upstream: the views as they are shown; downstream: effects.ts. What a screen reader gets of them is announcements.ts's own choice.
import type { BattleView } from "@hydra/client";

export type Moment =
  | { readonly type: "leader"; readonly name: string; readonly isOwn: boolean }
  /** One's own row went past another's, or the other way round; of several the nearest. */
  | { readonly type: "overtook" | "overtaken"; readonly name: string }
  | { readonly type: "slain" }
  | { readonly type: "round" };

export interface Moments {
  /** @param ownId of the player that this browser is; undefined for a spectator */
  onView(view: BattleView, ownId: string | undefined): void;
}

/** Long enough to read one before the next. */
export const MOMENT_PAUSE_MS = 4_000;

export function createMoments(show: (moment: Moment) => void, now: () => number): Moments {
  let last: BattleView | undefined;
  let shownAt = -Infinity;

  return {
    onView(view, ownId) {
      const before = last;
      last = view;
      if (before === undefined) return;
      const turn = turnOfRound(before, view);
      if (turn !== undefined) return show(turn);
      if (before.round !== view.round || view.monster.status !== "fighting") return;
      if (now() - shownAt < MOMENT_PAUSE_MS) return;
      const moment = leaderMoment(before, view, ownId) ?? ownMoment(before, view, ownId);
      if (moment === undefined) return;
      shownAt = now();
      show(moment);
    },
  };
}

function turnOfRound(before: BattleView, view: BattleView): Moment | undefined {
  if (before.round !== view.round) return { type: "round" };
  const isSlain = view.monster.status === "defeated" && before.monster.status === "fighting";
  return isSlain ? { type: "slain" } : undefined;
}

/** With a single row there is no lead. */
function leaderMoment(before: BattleView, view: BattleView, ownId: string | undefined): Moment | undefined {
  const [first, second] = view.entries;
  const [led] = before.entries;
  if (first === undefined || second === undefined || led === undefined) return undefined;
  if (first.playerId === led.playerId) return undefined;
  return { type: "leader", name: first.name, isOwn: first.playerId === ownId };
}

function ownMoment(before: BattleView, view: BattleView, ownId: string | undefined): Moment | undefined {
  if (ownId === undefined) return undefined;
  const [was, is] = [placeOf(before, ownId), placeOf(view, ownId)];
  if (was < 0 || is < 0 || was === is) return undefined;
  const isAhead = is < was;
  const other = view.entries[isAhead ? is + 1 : is - 1];
  if (other === undefined) return undefined;
  const othersPlace = placeOf(before, other.playerId);
  // One that was not shown before has not been passed.
  if (othersPlace < 0 || othersPlace < was !== isAhead) return undefined;
  return { type: isAhead ? "overtook" : "overtaken", name: other.name };
}

function placeOf({ entries }: BattleView, playerId: string): number {
  return entries.findIndex((entry) => entry.playerId === playerId);
}
