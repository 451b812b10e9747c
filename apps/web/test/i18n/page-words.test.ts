// Words as they come, or do not come, while languages are chosen.
import { expect, it } from "vitest";
import type { Language } from "../../src/i18n/languages.ts";
import { PageWords } from "../../src/i18n/page-words.ts";
import type { AnyTranslate } from "../../src/i18n/translate.ts";
import type { Part } from "../../src/i18n/words.ts";

interface Request {
  readonly what: string;
  come(): void;
  fail(): void;
}

/** Words that come when the test lets them. */
function createWords() {
  const requests: Request[] = [];
  const shown: Language[] = [];
  const words = new PageWords({
    first: { language: "en", part: "page", translate: textOf("en", "page") },
    onLanguage: (language) => shown.push(language),
    loadPart: (language, part) =>
      new Promise((resolve, reject) => {
        requests.push({
          what: `${language}/${part}`,
          come: () => resolve(textOf(language, part)),
          fail: () => reject(new TypeError("gone")),
        });
      }),
  });
  return {
    words,
    shown,
    /** The request, once it is made. */
    async request(what: string): Promise<Request> {
      for (let turn = 0; turn < 100; turn += 1) {
        const at = requests.findIndex((one) => one.what === what);
        if (at >= 0) return requests.splice(at, 1)[0]!;
        await Promise.resolve();
      }
      throw new Error(`${what} was not asked for`);
    },
    /** Of each part that is there, its text. */
    texts: () =>
      Object.values(words.store.getState().translations)
        .map((translation) => translation("x"))
        .sort(),
  };
}

function textOf(language: Language, part: Part): AnyTranslate {
  return () => `${language}/${part}`;
}

it("shows a part although another's words do not come", async () => {
  const { words, request, texts } = createWords();
  const entry = words.load(["entry"]);
  const lab = words.load(["lab"]);
  (await request("en/lab")).come();
  await lab;
  expect(texts()).toEqual(["en/lab", "en/page"]);
  const first = await request("en/entry");
  first.fail();
  (await request("en/entry")).fail();
  await expect(entry).rejects.toThrow(TypeError);
  expect(texts()).toEqual(["en/lab", "en/page"]);
});

it("loads a part again in the language that was chosen meanwhile", async () => {
  const { words, request, shown, texts } = createWords();
  const entry = words.load(["entry"]);
  const chosen = words.choose("he");
  (await request("he/page")).come();
  await chosen;
  expect(shown).toEqual(["he"]);
  (await request("en/entry")).come();
  (await request("he/entry")).come();
  await entry;
  expect(texts()).toEqual(["he/entry", "he/page"]);
});

it("takes what came meanwhile along into a chosen language", async () => {
  const { words, request, texts } = createWords();
  const chosen = words.choose("zh-Hans");
  const entry = words.load(["entry"]);
  (await request("en/entry")).come();
  await entry;
  (await request("zh-Hans/page")).come();
  (await request("zh-Hans/page")).come();
  (await request("zh-Hans/entry")).come();
  await chosen;
  expect(texts()).toEqual(["zh-Hans/entry", "zh-Hans/page"]);
});

it("shows a part in English where its own language does not come", async () => {
  const { words, request, texts } = createWords();
  const chosen = words.choose("he");
  (await request("he/page")).come();
  await chosen;
  const entry = words.load(["entry"]);
  (await request("he/entry")).fail();
  (await request("en/entry")).come();
  await entry;
  expect(texts()).toEqual(["en/entry", "he/page"]);
});

it("stays as it is where a chosen language does not come, and shows the last of two that were chosen", async () => {
  const { words, request, shown, texts } = createWords();
  const failing = words.choose("he");
  (await request("he/page")).fail();
  await expect(failing).rejects.toThrow(TypeError);
  expect(texts()).toEqual(["en/page"]);
  const [first, second] = [words.choose("he"), words.choose("zh-Hans")];
  (await request("zh-Hans/page")).come();
  await second;
  (await request("he/page")).come();
  await first;
  expect(shown).toEqual(["zh-Hans"]);
  expect(texts()).toEqual(["zh-Hans/page"]);
});

it("is silent about a language that does not come once another was chosen", async () => {
  const { words, request, shown } = createWords();
  const [first, second] = [words.choose("he"), words.choose("zh-Hans")];
  (await request("he/page")).fail();
  await first;
  (await request("zh-Hans/page")).come();
  await second;
  expect(shown).toEqual(["zh-Hans"]);
});
