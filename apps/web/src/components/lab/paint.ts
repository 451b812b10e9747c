// The page's colours for a canvas, which knows no custom properties: read from the element in its present theme.
import type { TransportName } from "@hydra/protocol";

/**
 * Told apart without colour too: dots ask again and again, long dashes hold, dash and dot streams, a line is open, and
 * one made by hand has a stitch of two dots.
 */
export const DASHES: Readonly<Record<TransportName, readonly number[]>> = {
  polling: [2, 4],
  "long-polling": [11, 4],
  sse: [6, 3, 1.5, 3],
  websocket: [],
  "websocket-raw": [14, 3, 1.5, 3, 1.5, 3],
};

export type Paint = (token: string) => string;

/** Resolves a custom property of the element to a colour. */
export function createPaint(element: HTMLElement): Paint {
  return (token) => {
    const probe = document.createElement("i");
    probe.style.color = `var(--${token})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
