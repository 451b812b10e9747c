// Keys 1, 2 and 3 strike, wherever the focus is, except where somebody writes.
import { useEffect } from "react";
import type { Skill } from "@hydra/engine";
import { SKILL_ORDER } from "../stores/skills.ts";

/** Of a keyboard event, what decides. */
export interface KeyPress {
  readonly key: string;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly defaultPrevented: boolean;
}

/** The skill a key stands for; undefined for all other keys, for chords and for a key that is held down. */
export function skillOf(press: KeyPress): Skill | undefined {
  const { repeat, isComposing, ctrlKey, altKey, metaKey, shiftKey, defaultPrevented } = press;
  if (repeat || isComposing || ctrlKey || altKey || metaKey || shiftKey || defaultPrevented) return undefined;
  return /^[123]$/.test(press.key) ? SKILL_ORDER[Number(press.key) - 1] : undefined;
}

const WRITES =
  "input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]:not([contenteditable=false])";

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${WRITES}, [role=dialog]`) !== null;
}

export function useSkillKeys(press: (skill: Skill) => void): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const skill = skillOf(event);
      if (skill === undefined || isWriting(event.target)) return;
      event.preventDefault();
      press(skill);
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [press]);
}
