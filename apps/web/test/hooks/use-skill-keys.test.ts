// Which key strikes, and when none does.
import { expect, it } from "vitest";
import { skillOf, type KeyPress } from "../../src/hooks/use-skill-keys.ts";

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
  ["4", undefined],
  ["0", undefined],
  ["12", undefined],
  ["Enter", undefined],
])("%s: %s", (key, skill) => {
  expect(skillOf({ ...PRESS, key })).toBe(skill);
});

it.each(["repeat", "isComposing", "ctrlKey", "altKey", "metaKey", "shiftKey", "defaultPrevented"] as const)(
  "not with %s",
  (flag) => {
    expect(skillOf({ ...PRESS, [flag]: true })).toBeUndefined();
  },
);
