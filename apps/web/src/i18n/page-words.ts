// The page's language, and the words of its parts as they come: each part by itself, so that none waits for another's, or fails with it.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Language } from "./languages.ts";
import type { AnyTranslate } from "./translate.ts";
import type { Part } from "./words.ts";

type Translations = Readonly<Partial<Record<Part, AnyTranslate>>>;

export interface PageLanguage {
  readonly language: Language;
  /** Of the parts that were needed so far. */
  readonly translations: Translations;
}

export interface PageWordsOptions {
  /** What there is before anything is loaded. */
  readonly first: { readonly language: Language; readonly part: Part; readonly translate: AnyTranslate };
  /** @throws TypeError when the words cannot be loaded */
  readonly loadPart: (language: Language, part: Part) => Promise<AnyTranslate>;
  /** Just before the page is shown in it. */
  readonly onLanguage: (language: Language) => void;
}

export class PageWords {
  readonly store: StoreApi<PageLanguage>;
  readonly #options: PageWordsOptions;
  /** That are there. */
  readonly #parts = new Set<Part>();
  #choices = 0;

  constructor(options: PageWordsOptions) {
    this.#options = options;
    const { language, part, translate } = options.first;
    this.#parts.add(part);
    this.store = createStore<PageLanguage>(() => ({ language, translations: { [part]: translate } }));
  }

  /**
   * Before parts are shown. One whose words cannot be loaded in the page's language is shown in English.
   * @throws TypeError when those cannot be loaded either
   */
  async load(parts: readonly Part[]): Promise<void> {
    for (;;) {
      const { language } = this.store.getState();
      const missing = parts.filter((part) => !this.#parts.has(part));
      const found = await translationsOf(missing, (part) => this.#loadOrEnglish(language, part));
      const now = this.store.getState();
      // Else another language was chosen meanwhile.
      if (now.language === language) {
        for (const part of missing) this.#parts.add(part);
        this.store.setState({ translations: { ...now.translations, ...found } });
        return;
      }
    }
  }

  /**
   * Shows the page in a language, unless another is chosen meanwhile.
   * @throws TypeError when its words cannot be loaded; the page stays as it is
   */
  async choose(language: Language): Promise<void> {
    const choice = (this.#choices += 1);
    const isSuperseded = (): boolean => choice !== this.#choices;
    try {
      await this.#choose(language, isSuperseded);
    } catch (error) {
      // Nobody waits for it any more.
      if (!isSuperseded()) throw error;
    }
  }

  async #choose(language: Language, isSuperseded: () => boolean): Promise<void> {
    for (;;) {
      const parts = [...this.#parts];
      const translations = await translationsOf(parts, (part) => this.#options.loadPart(language, part));
      if (isSuperseded()) return;
      // Else more parts came meanwhile.
      if (this.#parts.size === parts.length) {
        this.#options.onLanguage(language);
        this.store.setState({ language, translations });
        return;
      }
    }
  }

  async #loadOrEnglish(language: Language, part: Part): Promise<AnyTranslate> {
    const { loadPart } = this.#options;
    return loadPart(language, part).catch(() => loadPart("en", part));
  }
}

async function translationsOf(
  parts: readonly Part[],
  load: (part: Part) => Promise<AnyTranslate>,
): Promise<Translations> {
  const pairs = parts.map(async (part) => [part, await load(part)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}
