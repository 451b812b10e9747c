// The entry page: the families, founding one, joining one.
import { expect, type Locator, type Page } from "@playwright/test";

export class EntryPage {
  readonly #page: Page;
  readonly joinName: Locator;
  readonly joinSubmit: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.joinName = page.getByTestId("join-name");
    this.joinSubmit = page.getByTestId("join-submit");
  }

  async open(): Promise<void> {
    await this.#page.goto("/");
    await expect(this.#page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  /** The link to a family by its name. */
  family(name: string): Locator {
    return this.#page.getByRole("link", { name });
  }
}
