// What is heard and felt of which effect. Other players' hits are neither: there may be two hundred a second. Pure.
import type { Effect } from "../stores/effects.ts";

export type Cue =
  "hit" | "critical" | "overtook" | "overtaken" | "leader" | "ownLead" | "slain" | "round" | "last";

/** Milliseconds on and off in turn, as `navigator.vibrate` takes them. */
export const VIBRATIONS: Readonly<Partial<Record<Cue, readonly number[]>>> = {
  hit: [12],
  critical: [18, 30, 24],
  overtaken: [30, 40, 30],
  ownLead: [24, 40, 24],
  last: [60, 40, 120],
};

export function cueOf(effect: Effect): Cue | undefined {
  switch (effect.type) {
    case "hit":
      if (!effect.isOwn) return undefined;
      if (effect.isLast === true) return "last";
      return effect.critical ? "critical" : "hit";
    case "moment": {
      const { moment } = effect;
      return moment.type === "leader" && moment.isOwn ? "ownLead" : moment.type;
    }
    case "press":
    case "update":
      return undefined;
  }
}
