// Which key strikes, and when none does.
import { expect, it } from "vitest";
import { SKILL_NAMES } from "@hydra/engine";
import { keyOf, skillOf, type KeyPress } from "../../src/hooks/use-skill-keys.ts";

const PRESS: KeyPress = {
  key: "1",
  repeat: false,
  isComposing: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  defaultPrevented: false,
};

it.each([
  ["1", "slash"],
  ["2", "fireball"],
  ["3", "ultimate"],
  ["0", undefined],
  ["12", undefined],
  ["Enter", undefined],
])("%s: %s", (key, skill) => {
  expect(skillOf({ ...PRESS, key }, SKILL_NAMES)).toBe(skill);
});

it.each(["repeat", "isComposing", "ctrlKey", "altKey", "metaKey", "shiftKey", "defaultPrevented"] as const)(
  "not with %s",
  (flag) => {
    expect(skillOf({ ...PRESS, [flag]: true }, SKILL_NAMES)).toBeUndefined();
  },
);

it("a skill more takes the next key, as long as there are any", () => {
  const KEYS = Array.from("1234567890");
  const more = [...SKILL_NAMES, ...Array.from("abcdefgh")].slice(0, 11);
  expect(more.map((skill) => keyOf(skill, more))).toStrictEqual([...KEYS, undefined]);
  for (const [index, key] of KEYS.entries()) expect(skillOf({ ...PRESS, key }, more)).toBe(more[index]);
});
