// Lets the monster answer to what happens: an update runs up the neck that brought it and makes its head strike, a hit
// makes the whole beast flinch. Bounded in number, and nothing at all for people who asked for less motion.
import { useEffect, type RefObject } from "react";
import type { TransportName } from "@hydra/protocol";
import type { Effect, Effects } from "../../stores/effects.ts";

/** Shorter pauses between two strikes of a head are a twitch, not a strike. */
const STRIKE_MS = 520;
const PULSE_MS = 560;
/** Updates may come faster than light runs up a neck. */
const PULSE_PAUSE_MS = 190;
const FLINCH_PAUSE_MS = 240;

export function useHydraMotion(root: RefObject<HTMLElement | null>, effects: Effects | undefined): void {
  useEffect(() => {
    const { current } = root;
    if (current === null || effects === undefined) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    return effects.listen(createPuppeteer(current));
  }, [root, effects]);
}

function createPuppeteer(root: HTMLElement): (effect: Effect) => void {
  const mayStrike = createPace(STRIKE_MS);
  const mayPulse = createPace(PULSE_PAUSE_MS);
  const mayFlinch = createPace(FLINCH_PAUSE_MS);
  return (effect) => {
    if (document.hidden) return;
    if (effect.type === "update") {
      const neck = neckOf(root, effect.transport);
      if (neck === null) return;
      if (mayPulse()) pulse(neck);
      if (mayStrike()) strike(neck);
    } else if (effect.type === "hit" && mayFlinch()) {
      flinch(root, effect.critical ? 1.8 : effect.isOwn ? 1.2 : 0.7);
    }
  };
}

/** True at most once in `pauseMs`. */
function createPace(pauseMs: number): () => boolean {
  let next = 0;
  return () => {
    const now = performance.now();
    if (now < next) return false;
    next = now + pauseMs;
    return true;
  };
}

function neckOf(root: HTMLElement, transport: TransportName): HTMLElement | null {
  return root.querySelector<HTMLElement>(`.neck[data-transport="${transport}"]`);
}

/** A light runs from the water to the skull. */
function pulse(neck: HTMLElement): void {
  const layer = neck.querySelector(".pulse");
  layer?.animate({ opacity: [0, 1, 1, 0], offset: [0, 0.2, 0.8, 1] }, { duration: PULSE_MS });
  layer?.firstElementChild?.animate(
    { strokeDashoffset: [0.14, -0.92] },
    { duration: PULSE_MS, easing: "cubic-bezier(0.5, 0, 0.7, 1)" },
  );
}

function strike(neck: HTMLElement): void {
  const facing = neck.style.getPropertyValue("--facing") === "-1" ? -1 : 1;
  const timing = { duration: STRIKE_MS, delay: 60, easing: "ease-out", composite: "add" } as const;
  neck
    .querySelector(".skull")
    ?.animate(
      [
        { transform: "none" },
        { transform: `translate(${-0.6 * facing}%, -0.6%) rotate(${-5 * facing}deg)`, offset: 0.22 },
        { transform: `translate(${2.2 * facing}%, 1.2%) rotate(${6 * facing}deg)`, offset: 0.5 },
        { transform: "none" },
      ],
      timing,
    );
  neck
    .querySelector(".jaw")
    ?.animate(
      [
        { transform: "rotate(0deg)" },
        { transform: "rotate(17deg)", offset: 0.38 },
        { transform: "rotate(0deg)" },
      ],
      timing,
    );
}

function flinch(root: HTMLElement, strength: number): void {
  const rise = root.querySelector(".hydra-rise");
  rise?.animate(
    [
      { transform: "none" },
      { transform: `translate(${0.5 * strength}%, ${0.4 * strength}%)`, offset: 0.3 },
      { transform: `translate(${-0.3 * strength}%, 0)`, offset: 0.6 },
      { transform: "none" },
    ],
    { duration: 200, composite: "add" },
  );
}
