// One browser is one person, in all its tabs: what one tab joins as, the others strike as, over sockets too.
import type { BrowserContext, Page } from "@playwright/test";
import { decodeFrame, isSocketTransport, routes, TRANSPORTS, type PlayerAnswer } from "@hydra/protocol";
import { createFamily } from "../client/players.ts";
import { ArenaPage } from "../pages/arena-page.ts";
import { expect, test } from "../fixtures/test.ts";

async function openTab(context: BrowserContext, familyId: string): Promise<ArenaPage> {
  const tab = new ArenaPage(await context.newPage());
  await tab.open(familyId);
  return tab;
}

/** Whom the server takes the tab's browser for. */
function meIn({ page }: ArenaPage): Promise<PlayerAnswer> {
  return page.evaluate(
    async (path) => (await (await fetch(path)).json()) as PlayerAnswer,
    routes.me(familyOf(page)),
  );
}

/** Waits until the tab is a player, and returns which. */
async function playerIn(tab: ArenaPage): Promise<string> {
  await expect(tab.skill("slash")).toBeVisible();
  return (await meIn(tab)).playerId;
}

function familyOf(page: Page): string {
  return new URL(page.url()).pathname.split("/").at(-1)!;
}

/** Strikes, and waits until the server has counted that for the browser's player, and the tab shows it as its own. */
async function strike(tab: ArenaPage): Promise<void> {
  // By the server: the tab may not show yet what another one has struck.
  const { hits } = await meIn(tab);
  await tab.cool();
  await tab.page.keyboard.press("1");
  await expect.poll(async () => (await meIn(tab)).hits).toBe(hits + 1);
  const { damage } = await meIn(tab);
  await expect(ownRow(tab)).toHaveAttribute("data-damage", String(damage));
}

/** Hits by name, as the server's ranking has them: a frame's interval after it has counted them. */
async function hitsOf(serverUrl: string, familyId: string): Promise<Record<string, number>> {
  const frame = decodeFrame(await (await fetch(serverUrl + routes.feed(familyId, "polling"))).text());
  if (frame?.type !== "snapshot") throw new Error("no snapshot");
  return Object.fromEntries(frame.entries.map(({ name, hits }) => [name, hits]));
}

function ownRow({ rows }: ArenaPage) {
  return rows.and(rows.page().locator("[data-own=true]"));
}

for (const transport of TRANSPORTS) {
  test(`a join in one tab is one in the other, which strikes as that player over ${transport}`, async ({
    context,
    family,
    server,
  }) => {
    const [first, second] = [
      await openTab(context, family.familyId),
      await openTab(context, family.familyId),
    ];
    const sent: string[] = [];
    second.page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => sent.push(payload.toString()));
    });
    for (const tab of [first, second]) await tab.switchTo(transport);
    await first.join("Ann");
    const playerId = await playerIn(first);
    await expect(second.skill("slash")).toBeVisible();
    await expect(second.joinName).toBeHidden();
    await strike(first);
    await strike(second);
    await expect(ownRow(first)).toHaveAttribute("data-player-id", playerId);
    await expect(ownRow(second)).toHaveAttribute("data-player-id", playerId);
    await expect.poll(() => hitsOf(server.url, family.familyId)).toEqual({ Ann: 2 });
    if (!isSocketTransport(transport)) return;
    // Its socket was opened anew for the session: attacks take it again.
    await expect
      .poll(async () => {
        await second.page.keyboard.press("1");
        return sent.filter((text) => text.includes('"attack"')).length;
      })
      .toBeGreaterThan(0);
  });
}

test("another player joined in one tab is the player of the other at once", async ({
  context,
  family,
  server,
}) => {
  const first = await openTab(context, family.familyId);
  await first.switchTo("websocket");
  await first.join("Ann");
  await strike(first);
  const ann = await playerIn(first);

  // A browser that was asked to forget what pages keep, but not its cookies.
  await first.page.evaluate(() => localStorage.clear());
  const second = await openTab(context, family.familyId);
  await second.join("Bob");
  const bob = await playerIn(second);
  expect(bob).not.toBe(ann);
  await strike(second);
  await expect(ownRow(first)).toHaveAttribute("data-player-id", bob);
  await strike(first);
  await expect(ownRow(first)).toHaveAttribute("data-player-id", bob);
  await expect.poll(() => hitsOf(server.url, family.familyId)).toEqual({ Ann: 1, Bob: 2 });
});

test("two tabs that join at the same time end as one person", async ({ context, family, server }) => {
  const tabs = [await openTab(context, family.familyId), await openTab(context, family.familyId)];
  await Promise.all(tabs.map((tab, index) => tab.joinName.fill(`Player ${index}`)));
  // Pressed by the pages themselves, at one moment: where one has joined, the other's form is gone before a click from here.
  const at = Date.now() + 500;
  const press = (button: SVGElement | HTMLElement, atMs: number): void =>
    void setTimeout(
      () => button.dispatchEvent(new MouseEvent("click", { bubbles: true })),
      atMs - Date.now(),
    );
  await Promise.all(tabs.map((tab) => tab.joinSubmit.evaluate(press, at)));
  for (const tab of tabs) await expect(tab.skill("slash")).toBeVisible();
  // The one whose join was answered first is another player until the other's word has come: what it strikes meanwhile is that player's.
  await expect(async () => {
    const own = new Set<string | null>();
    for (const tab of tabs) {
      await tab.cool();
      await tab.page.keyboard.press("1");
      own.add(await ownRow(tab).getAttribute("data-player-id", { timeout: 2_000 }));
    }
    expect([...own]).toHaveLength(1);
  }).toPass();
  for (const tab of tabs) await tab.cool();
  const [first] = tabs as [ArenaPage];
  const { name, playerId, hits } = await meIn(first);
  for (const tab of tabs) {
    await strike(tab);
    await expect(ownRow(tab)).toHaveAttribute("data-player-id", playerId);
  }
  await expect.poll(async () => (await hitsOf(server.url, family.familyId))[name]).toBe(hits + 2);
});

test("another browser is another player", async ({ arena, browser, family, console, server, baseURL }) => {
  await arena.open(family.familyId);
  await arena.join("Ann");
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  console.watch(context);
  const other = await openTab(context, family.familyId);
  await expect(other.joinName).toBeVisible();
  await other.join("Bob");
  await strike(other);
  await strike(arena);
  await context.close();
  await expect.poll(() => hitsOf(server.url, family.familyId)).toEqual({ Ann: 1, Bob: 1 });
});

test("a player who is gone is gone in all tabs", async ({ context, family, console }) => {
  console.allow(/^401 GET .*\/players\/me$/, /status of 401/);
  const [first, second] = [await openTab(context, family.familyId), await openTab(context, family.familyId)];
  await first.join("Ann");
  await expect(second.skill("slash")).toBeVisible();
  await context.clearCookies();
  // A rank that is not in the ranking is asked for every few seconds.
  await expect(first.joinName).toBeVisible();
  await expect(second.joinName).toBeVisible();
});

const DENIED = {
  "storage is denied": () => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  },
  "there is no channel between tabs": () => {
    Object.defineProperty(globalThis, "BroadcastChannel", {
      value() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  },
};

for (const [what, deny] of Object.entries(DENIED)) {
  test(`tabs are one person where ${what}`, async ({ context, family, server, console }) => {
    // Without a mark of its own a page can only ask.
    console.allow(/^401 GET .*\/players\/me$/, /status of 401/);
    await context.addInitScript(deny);
    const [first, second] = [
      await openTab(context, family.familyId),
      await openTab(context, family.familyId),
    ];
    await first.join("Ann");
    await strike(first);
    await expect(second.skill("slash")).toBeVisible();
    await strike(second);
    await second.page.reload();
    await second.expectLive();
    await expect(second.skill("slash")).toBeVisible();
    await strike(second);
    await expect.poll(() => hitsOf(server.url, family.familyId)).toEqual({ Ann: 3 });
  });
}

test("a skill cools in another tab and after a reload as it does where it was pressed", async ({
  context,
  server,
}) => {
  const { familyId } = await createFamily(server.url, { name: "Patience" });
  const first = await openTab(context, familyId);
  await first.join("Nestor");
  const second = await openTab(context, familyId);
  await playerIn(second);
  await first.skill("ultimate").click();
  await expect(first.story).toHaveAttribute("data-story", "counted");
  for (const tab of [first, second])
    await expect(tab.skill("ultimate")).toHaveAccessibleDescription(/ready in \d+ s/);
  await second.page.reload();
  await second.expectLive();
  await expect(second.skill("ultimate")).toHaveAccessibleDescription(/ready in \d+ s/);
  await second.page.keyboard.press("3");
  await expect(second.story).toHaveText("Not counted: Ultimate isn't ready. Wait for its ring.");
  await expect.poll(() => hitsOf(server.url, familyId)).toEqual({ Nestor: 1 });
});
