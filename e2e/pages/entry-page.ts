// The entry page: the families in battle, and founding one.
import { expect, type Locator, type Page } from "@playwright/test";

export class EntryPage {
  readonly page: Page;
  readonly create: Locator;
  readonly createDialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.create = page.getByRole("button", { name: "Create a family" });
    this.createDialog = page.getByRole("dialog", { name: "Create a family" });
  }

  async open(): Promise<void> {
    await this.page.goto("/");
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  /** Founds a family; the page then is its arena. */
  async found(name: string): Promise<void> {
    await this.create.first().click();
    await this.createDialog.getByLabel("Family name").fill(name);
    await this.createDialog.getByRole("button", { name: "Create" }).click();
    await expect(this.page).toHaveURL(/\/f\/[^/]+$/);
  }

  /** The link to a family, by its name. */
  family(name: string): Locator {
    return this.page.getByRole("link", { name: new RegExp(name) });
  }
}
