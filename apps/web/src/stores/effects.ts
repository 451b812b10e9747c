// What happens for a moment and is not state: hits to show as rising numbers, strikes, pulses. Whoever draws listens;
// what nobody draws is gone.
import type { TransportName } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";

export type Effect =
  /** A skill was pressed; the server has not answered yet. */
  | { readonly type: "press"; readonly skill: Skill }
  | { readonly type: "hit"; readonly damage: number; readonly critical: boolean; readonly isOwn: boolean }
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
