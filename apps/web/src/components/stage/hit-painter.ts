// Paints hits and weapon marks into a layer over the monster, and takes them away again.
import { formatWhole } from "../../i18n/format.ts";
import type { Effect } from "../../stores/effects.ts";

/** More numbers at once cannot be told apart. */
const MOST_NUMBERS = 18;
const MOST_MARKS = 4;
const NUMBER_MS = 1_100;
const MARK_MS = 450;
/** Hits that arrive in one update appear one after the other. */
const STAGGER_MS = 45;

/** Where hits land, in percent of the stage: skulls, necks, body. */
const TARGETS = [
  [17, 44],
  [26, 60],
  [38, 30],
  [44, 52],
  [50, 70],
  [56, 50],
  [62, 28],
  [74, 60],
  [83, 44],
] as const;

export function createHitPainter(layer: HTMLElement, language: string): (effect: Effect) => void {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let numbers = 0;
  let marks = 0;
  let queued = 0;
  let target = 0;

  function put(className: string, text: string): HTMLElement {
    // A stride of 4 visits all nine targets before it comes back.
    target = (target + 4) % TARGETS.length;
    const [x, y] = TARGETS[target] ?? [50, 50];
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    element.style.left = `${x + (Math.random() - 0.5) * 7}%`;
    element.style.top = `${y + (Math.random() - 0.5) * 8}%`;
    layer.append(element);
    return element;
  }

  function paintHit({ damage, critical, isOwn }: Extract<Effect, { type: "hit" }>): void {
    if (numbers >= MOST_NUMBERS && !isOwn) return;
    numbers += 1;
    queued += 1;
    const kind = `hit-number${critical ? " hit-critical" : ""}${isOwn ? " hit-own" : ""}`;
    const element = put(kind, `${formatWhole(language, damage)}${critical ? "!" : ""}`);
    const timing = { duration: NUMBER_MS, delay: isOwn ? 0 : queued * STAGGER_MS, fill: "both" } as const;
    const rise = element.animate(isCalm ? FADE : RISE, timing);
    rise.addEventListener("finish", () => {
      numbers -= 1;
      element.remove();
    });
    queueMicrotask(() => (queued = 0));
  }

  function paintMark({ skill }: Extract<Effect, { type: "press" }>): void {
    if (marks >= MOST_MARKS || isCalm) return;
    marks += 1;
    const element = put(`weapon-mark weapon-${skill}`, "");
    element
      .animate(MARKS[skill], { duration: MARK_MS, easing: "ease-out", fill: "both" })
      .addEventListener("finish", () => {
        marks -= 1;
        element.remove();
      });
  }

  return (effect) => {
    if (document.hidden) return;
    if (effect.type === "hit") paintHit(effect);
    else if (effect.type === "press") paintMark(effect);
  };
}

const FADE: Keyframe[] = [{ opacity: 1 }, { opacity: 1, offset: 0.7 }, { opacity: 0 }];

const RISE: Keyframe[] = [
  { opacity: 0, transform: "translate(-50%, -20%) scale(0.5)" },
  { opacity: 1, transform: "translate(-50%, -60%) scale(1.18)", offset: 0.12, easing: "ease-out" },
  { opacity: 1, transform: "translate(-50%, -120%) scale(1)", offset: 0.6 },
  { opacity: 0, transform: "translate(-50%, -190%) scale(0.95)" },
];

const MARKS = {
  slash: [
    { opacity: 0, transform: "translate(-50%, -50%) rotate(-35deg) scale(0.1, 0.6)" },
    { opacity: 1, transform: "translate(-50%, -50%) rotate(-35deg) scale(1, 1)", offset: 0.35 },
    { opacity: 0, transform: "translate(-50%, -50%) rotate(-35deg) scale(1.15, 0.1)" },
  ],
  fireball: [
    { opacity: 0, transform: "translate(-50%, 60%) scale(0.3)" },
    { opacity: 1, transform: "translate(-50%, -50%) scale(0.8)", offset: 0.4 },
    { opacity: 0, transform: "translate(-50%, -50%) scale(1.7)" },
  ],
  ultimate: [
    { opacity: 0, transform: "translate(-50%, -50%) rotate(0deg) scale(0.2)" },
    { opacity: 1, transform: "translate(-50%, -50%) rotate(25deg) scale(1)", offset: 0.4 },
    { opacity: 0, transform: "translate(-50%, -50%) rotate(60deg) scale(1.5)" },
  ],
} satisfies Record<string, Keyframe[]>;
