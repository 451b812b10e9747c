// Where hits land when no player pointed: on skulls, necks and body in turn, never quite the same place twice.
import type { Place } from "./effects.ts";

const TARGETS: readonly Place[] = [
  { x: 0.17, y: 0.48 },
  { x: 0.26, y: 0.62 },
  { x: 0.38, y: 0.34 },
  { x: 0.44, y: 0.54 },
  { x: 0.5, y: 0.72 },
  { x: 0.56, y: 0.52 },
  { x: 0.62, y: 0.32 },
  { x: 0.74, y: 0.62 },
  { x: 0.83, y: 0.48 },
];

/** Shares no factor with the number of targets, so that all are visited before one comes again. */
const STRIDE = 4;
const SPREAD = 0.07;

export function createTargets(random: () => number): () => Place {
  let index = 0;
  return () => {
    index = (index + STRIDE) % TARGETS.length;
    const { x, y } = TARGETS[index] ?? { x: 0.5, y: 0.5 };
    return { x: x + (random() - 0.5) * SPREAD, y: y + (random() - 0.5) * SPREAD };
  };
}
