// Hints for a newcomer: each is shown until what it is about was done, or it was closed, and not again in this browser.
import { createStore } from "zustand/vanilla";
import { keep, readKept } from "./kept.ts";

const HINTS = ["strike", "heads"] as const;

export type Hint = (typeof HINTS)[number];

/** Those that are not needed any more. */
export const closedHints = createStore<Readonly<Record<Hint, boolean>>>(() => ({
  strike: readKept("hint.strike") !== null,
  heads: readKept("hint.heads") !== null,
}));

export function closeHint(hint: Hint): void {
  if (closedHints.getState()[hint]) return;
  closedHints.setState({ [hint]: true });
  keep(`hint.${hint}`, "closed");
}
