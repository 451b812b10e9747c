// Sentences with a name in them: the name is shown as it was chosen, in an element of its own, and so is every text beside it.
import { renderToStaticMarkup } from "react-dom/server";
import { Sentence } from "../../src/i18n/sentence.tsx";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Name } from "../../src/components/shell/name.tsx";
import { chooseLanguage, startLanguage, translate } from "../../src/i18n/index.ts";

const page = { documentElement: { lang: "", dir: "" } };

beforeEach(async () => {
  vi.stubGlobal("document", page);
  vi.stubGlobal("navigator", { languages: ["en"] });
  await startLanguage();
});
afterEach(() => void vi.unstubAllGlobals());

const lastHit = (name: string): string =>
  renderToStaticMarkup(
    <Sentence text={translate("monster.lastHit")} elements={{ player: <Name>{name}</Name> }} />,
  );

describe("a sentence with a name", () => {
  it.each([
    ["שרה!", "שרה!"],
    ["<b>Ann</b>", "&lt;b&gt;Ann&lt;/b&gt;"],
    ["&lt;", "&amp;lt;"],
    ["{{player}}", "{{player}}"],
    ["$t(product)", "$t(product)"],
    ["<player/>", "&lt;player/&gt;"],
  ])("shows %s as it was chosen", (name, html) => {
    expect(lastHit(name)).toBe(`<span>Last hit: </span><bdi translate="no">${html}</bdi>`);
  });

  it("follows the language", async () => {
    await chooseLanguage("zh-Hans");
    expect(lastHit("Ann")).toBe('<span>最后一击：</span><bdi translate="no">Ann</bdi>');
    expect(page.documentElement).toEqual({ lang: "zh-Hans", dir: "ltr" });
    await chooseLanguage("he");
    expect(lastHit("Ann")).toBe('<span>המכה האחרונה: </span><bdi translate="no">Ann</bdi>');
    expect(page.documentElement).toEqual({ lang: "he", dir: "rtl" });
    await chooseLanguage("en");
    expect(page.documentElement).toEqual({ lang: "en", dir: "ltr" });
  });
});
