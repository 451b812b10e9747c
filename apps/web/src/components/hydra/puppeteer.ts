// Lets the monster answer to what happens: an update runs up the neck that brought it and makes its head strike, a hit
// makes it flinch. Bounded in number, and nothing at all for people who asked for less motion.
import type { TransportName } from "@hydra/protocol";
import type { Effect } from "../../stores/effects.ts";
import { along, bendSpine, beside, fractions, neckGirth } from "./anatomy.ts";
import { SCENE } from "./cut.tsx";
import { HEADS, headOf } from "./heads.ts";

/** Shorter pauses between two strikes of a head are a twitch, not a strike. */
const STRIKE_MS = 520;
const PULSE_MS = 560;
/** Updates may come faster than light runs up a neck. */
const PULSE_PAUSE_MS = 190;
const FLINCH_PAUSE_MS = 240;

export function createPuppeteer(root: HTMLElement): (effect: Effect) => void {
  const mayStrike = createPace(STRIKE_MS);
  const mayPulse = createPace(PULSE_PAUSE_MS);
  const mayFlinch = createPace(FLINCH_PAUSE_MS);
  return (effect) => {
    if (document.hidden) return;
    if (effect.type === "update") {
      const neck = neckOf(root, effect.transport);
      if (neck === null) return;
      if (mayPulse()) pulse(neck, effect.transport);
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
function pulse(neck: HTMLElement, transport: TransportName): void {
  neck.querySelector(".pulse")?.animate(pulsePath(transport), { duration: PULSE_MS });
}

/** Along the neck's marks, in widths of the scene, which is as large as the window allows. */
const pulsePath = memoize((transport: TransportName): Keyframe[] => {
  const plan = HEADS.find((head) => head.transport === headOf(transport));
  if (plan === undefined) return [];
  const spine = bendSpine(plan.spine, neckGirth);
  return fractions(PULSE_STEPS, 0.12, 0.95).map((fraction, step) => {
    const vertebra = along(spine, fraction);
    const { x, y } = beside(vertebra, plan.facing, -0.3);
    const turn = Math.atan2(-vertebra.nx, vertebra.ny);
    const isEnd = step === 0 || step === PULSE_STEPS - 1;
    return {
      opacity: isEnd ? 0 : 1,
      transform: `translate(${inWidths(x)}, ${inWidths(y)}) translate(-50%, -50%) rotate(${turn.toFixed(3)}rad)`,
    };
  });
});

const PULSE_STEPS = 14;

function inWidths(value: number): string {
  return `${((value / SCENE.width) * 100).toFixed(2)}cqi`;
}

function memoize<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
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

/** Only the head that is awake flinches: it has layers of its own, the whole beast would be a new one every time. */
function flinch(root: HTMLElement, strength: number): void {
  root
    .querySelector('.neck[data-awake="true"]')
    ?.animate(
      [
        { transform: "none" },
        { transform: `translate(${0.5 * strength}%, ${0.4 * strength}%)`, offset: 0.3 },
        { transform: `translate(${-0.3 * strength}%, 0)`, offset: 0.6 },
        { transform: "none" },
      ],
      { duration: 200, composite: "add" },
    );
}
