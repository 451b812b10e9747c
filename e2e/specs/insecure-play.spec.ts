// Plain HTTP from a host that is not loopback, as a phone on the same network sees a laptop: no secure context, and everything
// works all the same.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { routes } from "@hydra/protocol";
import { expect, test } from "../fixtures/test.ts";
import { InviteDialog } from "../pages/invite-dialog.ts";

const HOST = "hydra.test";

test.use({
  serverEnv: { ALLOWED_HOSTS: HOST },
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`];
      await use({ ...launchOptions, args });
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url.replace("127.0.0.1", HOST));
  },
});

/** What a person would paste now; pasted by key, because the page itself may not read it. */
async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => document.body.append(document.createElement("textarea")));
  const field = page.locator("body > textarea");
  await field.focus();
  await page.keyboard.press("Control+V");
  const text = await field.inputValue();
  await field.evaluate((element) => element.remove());
  return text;
}

test("a family is founded and joined, and a strike by key counts", async ({ entry, arena, page, server }) => {
  await entry.open();
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await entry.found("Plain HTTP lake");
  await arena.expectLive();
  await arena.join("Ann");
  await page.keyboard.press("1");
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const familyId = new URL(page.url()).pathname.split("/").at(-1)!;
  const ranking: unknown = await (await fetch(server.url + routes.feed(familyId, "polling"))).json();
  expect(ranking).toMatchObject({ entries: [{ name: "Ann", hits: 1 }] });
  await page.reload();
  await expect(arena.skill("slash")).toBeVisible();
});

test("the invitation's link is copied", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = new InviteDialog(page);
  await dialog.expectCopied(() => dialog.copy.click());
  await expect(dialog.copyOrCopied).toBeFocused();
  await page.keyboard.press("Escape");
  expect(await pasted(page)).toBe(page.url());
});

test("the lab runs to its verdict, and gives away its link and its files", async ({ lab, page }) => {
  await lab.open("?rate=20&bots=20&poll=1000&run=5");
  await page.getByTestId("copy-link").click();
  await expect(page.getByTestId("toast")).toContainText("Link copied");
  expect(await pasted(page)).toBe(page.url());
  await lab.run();
  await lab.expectCleanEnd();
  for (const type of ["json", "csv", "png"] as const) {
    expect((await readFile(await (await lab.save(type)).path())).length).toBeGreaterThan(100);
  }
});

test("the microscope shows frames, and copies them", async ({ wire, page }) => {
  await wire.open("websocket");
  await wire.ofKind("message", "sent").first().click();
  await expect(wire.share).not.toHaveAttribute("data-payload", "0");
  await wire.copy.click();
  await expect(page.getByTestId("toast")).toContainText("Copied as hex");
  expect(await pasted(page)).toMatch(/^0{8} {2}81 7e /);
});

test("where a policy denies the clipboard a selection is copied, and else the link is marked", async ({
  arena,
  family,
  page,
  server,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(Clipboard.prototype, "writeText", {
      value: () => Promise.reject(new Error("denied")),
    });
  });
  await page.goto(`${server.url}/f/${family.familyId}`);
  await arena.expectLive();
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = new InviteDialog(page);
  await dialog.expectCopied(() => dialog.copy.click());
  await expect(dialog.copy).toBeVisible();

  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await dialog.copy.click();
  await expect(arena.toast).toContainText("Select the link and copy it");
  const selected = await dialog.link.evaluate((field: HTMLInputElement) => {
    const isFocused = document.activeElement === field;
    return isFocused ? field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0) : "";
  });
  expect(selected).toBe(page.url());
});

test("where storage and channels between tabs are denied every page works", async ({
  entry,
  arena,
  lab,
  wire,
  page,
  console,
}) => {
  // Nothing is kept that would show whether there is a session, so it is asked for.
  console.allow(/^401 GET .*\/players\/me$/, /status of 401/);
  await page.addInitScript(() => {
    const deny = (): never => {
      throw new DOMException("denied", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(globalThis, name, { get: deny });
    Object.defineProperty(globalThis, "BroadcastChannel", { value: deny });
  });
  await entry.open();
  await page.getByRole("button", { name: /^Theme/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await entry.found("Plain HTTP lake");
  await arena.expectLive();
  await arena.join("Ann");
  await page.keyboard.press("1");
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  await lab.open("?poll=1000&run=5");
  await lab.run();
  await wire.open("websocket");
});
