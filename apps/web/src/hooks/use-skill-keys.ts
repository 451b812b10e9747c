// The keys 1, 2, 3 … strike, in the order of the skills, wherever the focus is, except in a text field.
import { useLayoutEffect } from "react";
import { SKILL_NAMES, type Skill } from "@hydra/engine";

/** As they lie on a keyboard. */
const KEYS = "1234567890";

/** The key of a skill; undefined when there are more skills than keys. */
export function keyOf(skill: string, order: readonly string[] = SKILL_NAMES): string | undefined {
  return Array.from(KEYS)[order.indexOf(skill)];
}

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
export function skillOf<Name extends string = Skill>(
  press: KeyPress,
  order: readonly Name[],
): Name | undefined {
  const { repeat, isComposing, ctrlKey, altKey, metaKey, shiftKey, defaultPrevented } = press;
  if (repeat || isComposing || ctrlKey || altKey || metaKey || shiftKey || defaultPrevented) return undefined;
  return order.find((skill) => keyOf(skill, order) === press.key);
}

const WRITES =
  "input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]:not([contenteditable=false])";

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${WRITES}, [role=dialog]`) !== null;
}

export function useSkillKeys(press: (skill: Skill) => void): void {
  // Before the skills are painted with their keys: a press right after would find no listener.
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const skill = skillOf(event, SKILL_NAMES);
      if (skill === undefined || isWriting(event.target)) return;
      event.preventDefault();
      press(skill);
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [press]);
}
