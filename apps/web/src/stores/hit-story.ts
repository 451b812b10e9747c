// The one story of a hit: pressed, on its way, perhaps waiting, then counted, or not and why. The newest
// press has it; of an earlier one only that it did not count is shown in its place. Pure but for the store.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { AttackAnswer, ErrorCode } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";

/** Why a press that is not lost has no answer yet. */
export type Wait = "offline" | "rate-limited" | "late";

/** Why it did not count, as far as there are different things to do about it. */
export type Refusal =
  | "cooldown"
  | "monster-defeated"
  | "waiting-already"
  | "unanswered"
  | "unauthenticated"
  | "unknown-player"
  | "unknown-family"
  | "rate-limited"
  | "full"
  | "forbidden-origin"
  | "rejected";

export type HitStory = { readonly skill: Skill } & (
  | { readonly type: "sent" }
  | { readonly type: "waiting"; readonly wait: Wait }
  | { readonly type: "counted"; readonly answer: AttackAnswer }
  | { readonly type: "refused"; readonly refusal: Refusal }
);

/** Every code has its sentence. `rejected`: none that an attack of this page should get, whatever is done again. */
export const REFUSALS: Readonly<Record<ErrorCode, Refusal>> = {
  cooldown: "cooldown",
  "monster-defeated": "monster-defeated",
  unavailable: "unanswered",
  internal: "unanswered",
  unauthenticated: "unauthenticated",
  "unknown-player": "unknown-player",
  "unknown-family": "unknown-family",
  "rate-limited": "rate-limited",
  "quota-exceeded": "rate-limited",
  "at-capacity": "full",
  "lab-busy": "full",
  "forbidden-origin": "forbidden-origin",
  "unknown-host": "forbidden-origin",
  "invalid-body": "rejected",
  "invalid-cursor": "rejected",
  "unknown-code": "rejected",
  "unknown-lane": "rejected",
  "unknown-capture": "rejected",
  "not-found": "rejected",
  "method-not-allowed": "rejected",
  "body-too-large": "rejected",
  "unsupported-media-type": "rejected",
  "upgrade-required": "rejected",
  "unknown-round": "rejected",
};

export function isLastHit(story: HitStory | undefined): boolean {
  return story?.type === "counted" && story.answer.killingBlow;
}

export interface HitStories {
  readonly store: StoreApi<{ readonly story: HitStory | undefined }>;
  /** A press has a story from now on; the function returned shows what becomes of it. */
  begin(story: HitStory): (next: HitStory) => void;
  /** Shows a press that was not sent until it is read; then what was shown goes on, if nothing else has come. */
  interrupt(story: HitStory): void;
}

/** As long as it takes to read. */
const INTERRUPTION_MS = 4_000;

export function createHitStories(): HitStories {
  const store = createStore<{ readonly story: HitStory | undefined }>(() => ({ story: undefined }));
  let newest = 0;
  let current: HitStory | undefined;
  /** Shown in front of the current one. */
  let interruption: HitStory | undefined;
  const show = (story: HitStory): void => {
    current = story;
    interruption = undefined;
    store.setState({ story });
  };
  return {
    store,
    begin(story) {
      const number = ++newest;
      show(story);
      return (next) => {
        if (number !== newest && next.type !== "refused") return;
        // That it goes on waiting can wait until the other is read.
        if (interruption !== undefined && next.type === "waiting") current = next;
        else show(next);
      };
    },
    interrupt(story) {
      interruption = story;
      store.setState({ story });
      setTimeout(() => {
        if (interruption !== story) return;
        interruption = undefined;
        store.setState({ story: current });
      }, INTERRUPTION_MS);
    },
  };
}
