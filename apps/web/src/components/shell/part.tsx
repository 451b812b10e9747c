// Parts of the pages that are fetched when they are needed, with their words: components like others, to stand within a boundary (boundaries.tsx).
import { lazy, type ComponentType } from "react";
import { loadWords } from "../../i18n/index.ts";
import type { Part as WordsPart } from "../../i18n/words.ts";
import { mendStyles } from "../../mend-styles.ts";

/** Failed attempts are answered alike for so long; what is drawn after that is another chance. */
const FAILED_MS = 1_000;

export type Part<Props> = ComponentType<Props> & {
  /** Fetches it before it is drawn. */
  readonly fetch: () => Promise<unknown>;
};

export function createPart<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  ...words: readonly WordsPart[]
): Part<Props> {
  const fetchPart = async () => {
    const [module] = await Promise.all([load(), loadWords(...words)]);
    await mendStyles();
    return module;
  };
  // React keeps what came of a lazy component, a failure too.
  const createLazy = () =>
    lazy(async () => {
      try {
        return await fetchPart();
      } catch (error) {
        setTimeout(() => (Loaded = createLazy()), FAILED_MS);
        throw error;
      }
    });
  let Loaded = createLazy();
  return Object.assign((props: Props) => <Loaded {...props} />, { fetch: fetchPart });
}
