// What happens for a moment and is not state: hits to show as rising numbers, strikes, pulses, turns of the battle. The painters listen;
// what is not drawn is gone.
import type { TransportName } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";
import type { Moment } from "./moments.ts";

/** A place on the stage, as fractions of its width and height. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export type Effect =
  /** A skill was pressed; the server has not answered yet. */
  | { readonly type: "press"; readonly skill: Skill; readonly at: Place }
  | {
      readonly type: "hit";
      readonly damage: number;
      readonly critical: boolean;
      readonly isOwn: boolean;
      readonly at: Place;
      /** Who it was, when there is time to read it. */
      readonly name?: string | undefined;
      /** It slew the monster, and was one's own. */
      readonly isLast?: boolean;
    }
  | { readonly type: "moment"; readonly moment: Moment }
  /** An update arrived over this transport. */
  | { readonly type: "update"; readonly transport: TransportName };

export interface Effects {
  emit(effect: Effect): void;
  /** Returns the function that stops listening. */
  listen(listener: (effect: Effect) => void): () => void;
}

export function createEffects(): Effects {
  const listeners = new Set<(effect: Effect) => void>();
  return {
    emit(effect) {
      for (const listener of listeners) listener(effect);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
