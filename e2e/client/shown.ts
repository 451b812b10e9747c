// What a page showed, recorded by an observer in the page and judged apart from the client under test.
import { expect, type Page } from "@playwright/test";
import { parseCursor } from "@hydra/protocol";

export interface Shown {
  /** Each cursor shown was newer than the one before, and all of one epoch. */
  expectInOrder(): Promise<void>;
}

/** Records every cursor that the ranking shows from now on. */
export async function recordShown(page: Page): Promise<Shown> {
  const recording = await page.getByTestId("ranking").evaluateHandle((ranking) => {
    const cursors: string[] = [];
    const note = (): void => {
      const cursor = ranking.getAttribute("data-cursor");
      if (cursor !== null && cursor !== cursors.at(-1)) cursors.push(cursor);
    };
    note();
    new MutationObserver(note).observe(ranking, { attributes: true, attributeFilter: ["data-cursor"] });
    return cursors;
  });
  return {
    async expectInOrder() {
      const cursors = (await recording.jsonValue()).map((text) => parseCursor(text));
      expect(cursors.length).toBeGreaterThan(1);
      expect(new Set(cursors.map(({ epoch }) => epoch)).size).toBe(1);
      const seqs = cursors.map(({ seq }) => seq);
      expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    },
  };
}
