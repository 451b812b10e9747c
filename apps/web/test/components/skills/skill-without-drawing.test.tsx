// A skill that is only a row of the table: it has a name, an icon and a mark all the same.
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { iconOf } from "../../../src/components/skills/icons.ts";
import { SkillIcon } from "../../../src/components/skills/skill-icon.tsx";
import { useSkillName } from "../../../src/components/skills/use-skill-name.ts";
import { markOf } from "../../../src/components/stage/weapon-marks.ts";
import { chooseLanguage, startLanguage } from "../../../src/i18n/index.ts";

beforeEach(async () => {
  vi.stubGlobal("document", { documentElement: { lang: "", dir: "" } });
  vi.stubGlobal("navigator", { languages: ["en"] });
  await startLanguage();
});
afterEach(() => void vi.unstubAllGlobals());

function SkillName({ skill }: { skill: string }): string {
  return useSkillName(skill);
}

const nameOf = (skill: string): string => renderToStaticMarkup(<SkillName skill={skill} />);

it.each([
  ["frostbolt", "Frostbolt"],
  ["constructor", "Constructor"],
])("%s goes by its own name in every language", async (skill, name) => {
  expect(nameOf(skill)).toBe(name);
  await chooseLanguage("zh-Hans");
  expect(nameOf(skill)).toBe(name);
  expect(nameOf("slash")).toBe("斩击");
  await chooseLanguage("he");
  expect(nameOf(skill)).toBe(name);
  expect(nameOf("slash")).toBe("שיסוף");
  await chooseLanguage("en");
  expect(nameOf("slash")).toBe("Slash");
});

it.each(["frostbolt", "constructor"])("%s has an icon and a mark", (skill) => {
  expect(renderToStaticMarkup(<SkillIcon skill={skill} />)).toContain(`<path d="${iconOf(skill)}">`);
  expect(markOf(skill).length).toBeGreaterThan(1);
});

it("looks like none of those that have a drawing", () => {
  const icons = ["slash", "fireball", "ultimate", "frostbolt"].map(iconOf);
  expect(new Set(icons).size).toBe(icons.length);
});
