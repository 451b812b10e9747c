// Paints hits and weapon marks into a layer over the monster, and takes them away again.
import { formatWhole } from "../../i18n/format.ts";
import type { Effect, Place } from "../../stores/effects.ts";
import { markOf } from "./weapon-marks.ts";

/** More numbers at once cannot be distinguished. */
const MOST_NUMBERS = 18;
const MOST_MARKS = 4;
const NUMBER_MS = 1_100;
const MARK_MS = 450;
/** Hits that arrive in one update appear one after the other. */
const STAGGER_MS = 45;

type Hit = Extract<Effect, { type: "hit" }>;
type Press = Extract<Effect, { type: "press" }>;

export function createHitPainter(layer: HTMLElement, language: string): (effect: Effect) => void {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let numbers = 0;
  let marks = 0;
  let queued = 0;
  // For tests: from now on hits are drawn.
  layer.dataset["painter"] = language;

  function paintHit(hit: Hit): void {
    if (numbers >= MOST_NUMBERS && !hit.isOwn) return;
    numbers += 1;
    queued += 1;
    queueMicrotask(() => (queued = 0));
    const element = place(layer, hit.at, classOf(hit));
    element.append(figure(`${formatWhole(language, hit.damage)}${hit.critical ? "!" : ""}`));
    if (hit.name !== undefined) element.append(nameTag(hit.name));
    const delay = hit.isOwn ? 0 : queued * STAGGER_MS;
    const rise = element.animate(isCalm ? FADE : RISE, { duration: NUMBER_MS, delay, fill: "both" });
    rise.addEventListener("finish", () => {
      numbers -= 1;
      element.remove();
    });
  }

  function paintMark({ skill, at }: Press): void {
    if (marks >= MOST_MARKS || isCalm) return;
    marks += 1;
    const element = place(layer, at, `weapon-mark weapon-${skill}`);
    const timing = { duration: MARK_MS, easing: "ease-out", fill: "both" } as const;
    element.animate(markOf(skill), timing).addEventListener("finish", () => {
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

function place(layer: HTMLElement, at: Place, className: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.style.setProperty("--x", String(at.x));
  element.style.setProperty("--y", String(at.y));
  layer.append(element);
  return element;
}

function classOf({ critical, isOwn }: Hit): string {
  return `hit-number${critical ? " hit-critical" : ""}${isOwn ? " hit-own" : ""}`;
}

function figure(text: string): HTMLElement {
  const element = document.createElement("span");
  element.textContent = text;
  element.translate = false;
  return element;
}

/** Isolated, as in components/shell/name.tsx. */
function nameTag(name: string): HTMLElement {
  const tag = document.createElement("small");
  const isolated = document.createElement("bdi");
  isolated.textContent = name;
  isolated.translate = false;
  tag.append(isolated);
  return tag;
}

const FADE: Keyframe[] = [{ opacity: 1 }, { opacity: 1, offset: 0.7 }, { opacity: 0 }];

const RISE: Keyframe[] = [
  { opacity: 0, transform: "translate(-50%, -20%) scale(0.5)" },
  { opacity: 1, transform: "translate(-50%, -60%) scale(1.18)", offset: 0.12, easing: "ease-out" },
  { opacity: 1, transform: "translate(-50%, -120%) scale(1)", offset: 0.6 },
  { opacity: 0, transform: "translate(-50%, -190%) scale(0.95)" },
];
