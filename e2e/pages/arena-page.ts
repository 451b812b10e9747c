// The arena: watching, attacking, switching transports. Figures are read from the `data-` attributes that the page
// keeps for tests; everything else goes by roles and labels.
import { expect, type Locator, type Page } from "@playwright/test";
import { parseCursor, type AttackRequest, type Cursor, type TransportName } from "@hydra/protocol";

/** Slash cools for 250 ms from its answer on. */
const COOLDOWN_MS = 300;

export interface RankingRow {
  readonly playerId: string;
  readonly damage: number;
}

export class ArenaPage {
  readonly page: Page;
  readonly joinName: Locator;
  readonly joinSubmit: Locator;
  readonly monster: Locator;
  readonly ranking: Locator;
  readonly rows: Locator;
  readonly connectionState: Locator;
  readonly switchReport: Locator;
  readonly toast: Locator;
  /** What became of the newest hit; `data-story` is how far it is. */
  readonly story: Locator;

  constructor(page: Page) {
    this.page = page;
    this.joinName = page.getByTestId("join-name");
    this.joinSubmit = page.getByTestId("join-submit");
    this.monster = page.getByTestId("monster");
    this.ranking = page.getByTestId("ranking");
    this.rows = this.ranking.locator("[data-player-id]");
    this.connectionState = page.getByTestId("connection-state");
    this.switchReport = page.getByTestId("switch-report");
    this.toast = page.getByTestId("toast");
    this.story = page.getByTestId("hit-story");
  }

  /** Opens the arena and waits until the feed is live. */
  async open(familyId: string): Promise<void> {
    await this.page.goto(`/f/${familyId}`);
    await this.expectLive();
  }

  async join(name: string): Promise<void> {
    await this.joinName.fill(name);
    await this.joinSubmit.click();
    await expect(this.skill("slash")).toBeVisible();
  }

  skill(name: AttackRequest["skill"]): Locator {
    return this.page.getByTestId(`skill-${name}`);
  }

  /**
   * Waits until Slash may be used after a press that was counted: the page refuses an earlier one, and over HTTP it does not
   * learn that a family's cooldowns are off. Time itself is the condition: what the page draws of a cooldown comes later.
   */
  async cool(): Promise<void> {
    await expect(this.skill("slash")).toHaveAttribute("data-pending", "false");
    await this.page.waitForTimeout(COOLDOWN_MS);
  }

  /** Presses Slash and waits until the page shows more damage. */
  async strike(): Promise<void> {
    await this.cool();
    const before = await this.totalShown();
    await this.skill("slash").click();
    await expect.poll(() => this.totalShown()).toBeGreaterThan(before);
  }

  transport(name: TransportName): Locator {
    return this.page.getByTestId(`transport-${name}`);
  }

  async expectLive(): Promise<void> {
    await expect(this.connectionState).toHaveAttribute("data-state", "live");
  }

  /**
   * What automatic choice comes to where everything passes. On a slow machine that may be by way of SSE, for up to 15 s: where it goes
   * on from matters to what a switch reports.
   */
  async expectLiveOver(name: TransportName): Promise<void> {
    // Both at one moment: one that is being opened may be given up yet.
    const both = this.page.locator(`[data-state="live"][data-transport="${name}"]`);
    await expect(this.connectionState.and(both)).toBeAttached();
  }

  /** From now on every hit is drawn; what draws them comes after the page. */
  async expectPainter(): Promise<void> {
    await expect(this.page.locator(".hit-numbers")).toHaveAttribute("data-painter", /./);
  }

  /** Switches and waits for the page's own report of it; a switch without a loss shows 0 and 0. */
  async switchTo(name: TransportName): Promise<void> {
    await this.transport(name).click();
    await this.expectTransport(name);
    // Until the new one has taken over, the old one is live.
    await this.expectLiveOver(name);
  }

  /** The newest switch or reconnect lost nothing and repeated nothing. */
  async expectCleanSwitch(): Promise<void> {
    await expect(this.switchReport).toHaveAttribute("data-missed", "0");
    await expect(this.switchReport).toHaveAttribute("data-repeated", "0");
    await expect(this.switchReport).toHaveAttribute("data-verified", "true");
  }

  async expectTransport(name: TransportName): Promise<void> {
    await expect(this.transport(name)).toBeChecked();
  }

  async cursor(): Promise<Cursor> {
    const text = await this.ranking.getAttribute("data-cursor");
    return parseCursor(text ?? "");
  }

  async seq(): Promise<number> {
    return (await this.cursor()).seq;
  }

  async hp(): Promise<number> {
    return Number(await this.monster.getAttribute("data-hp"));
  }

  /** The ranking as shown, and the cursor it belongs to, read in one go. */
  async shown(): Promise<{ cursor: string | undefined; rows: RankingRow[] }> {
    return this.ranking.evaluate((element) => ({
      cursor: element.dataset["cursor"],
      rows: [...element.querySelectorAll<HTMLElement>("[data-player-id]")].map(({ dataset }) => ({
        playerId: dataset["playerId"] ?? "",
        damage: Number(dataset["damage"]),
      })),
    }));
  }

  /** Damage of all rows shown. */
  async totalShown(): Promise<number> {
    const { rows } = await this.shown();
    return rows.reduce((total, { damage }) => total + damage, 0);
  }

  /** Presses Tab until the element has the focus. */
  async tabTo(target: Locator): Promise<void> {
    await expect
      .poll(
        async () => {
          await this.page.keyboard.press("Tab");
          return target.evaluate((element) => element === document.activeElement);
        },
        { intervals: [0] },
      )
      .toBe(true);
  }

  /** Keeps what appears among the hit numbers from now on; the function returned gives all of it. */
  async recordHitNumbers(): Promise<() => Promise<string[]>> {
    await this.expectPainter();
    const recording = await this.monster.evaluateHandle((monster) => {
      const texts: string[] = [];
      new MutationObserver((records) => {
        for (const { addedNodes } of records)
          for (const node of addedNodes) texts.push(node.textContent ?? "");
      }).observe(monster, { childList: true, subtree: true });
      return texts;
    });
    return () => recording.jsonValue();
  }
}
