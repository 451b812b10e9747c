// A monster that has fallen, small: the product's mark in a colour of the monster's own.
import type { CSSProperties } from "react";
import { HEADS } from "../hydra/heads.ts";

/** Far from each other for rounds that follow each other: the golden angle. */
const HUE_STEP = 137.5;

export function Fallen({ round }: { round: number }): React.JSX.Element {
  const hue = Math.round((round * HUE_STEP) % 360);
  return (
    <svg
      className="fallen"
      viewBox="0 0 32 32"
      fill="none"
      strokeWidth="3"
      strokeLinecap="round"
      aria-hidden="true"
      style={{ "--hue": hue } as CSSProperties}
    >
      {HEADS.map(({ transport, stroke }) => (
        <path key={transport} d={stroke} />
      ))}
    </svg>
  );
}
