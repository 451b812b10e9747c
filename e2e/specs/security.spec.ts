// What a browser enforces for us: a content security policy without inline scripts, a session no script can read,
// sockets that open for the site's own pages only.
import { routes } from "@hydra/protocol";
import { NativeFeed } from "../client/native-feed.ts";
import { expect, test } from "../fixtures/test.ts";

test("the page runs under a policy that needs no inline script", async ({ page }) => {
  const response = await page.goto("/");
  const policy = response?.headers()["content-security-policy"] ?? "";
  const scripts = /(?:script-src|default-src) [^;]*/.exec(policy)?.[0];
  expect(scripts).toBeDefined();
  expect(scripts).not.toContain("unsafe");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response?.headers()["x-content-type-options"]).toBe("nosniff");
  await expect(page.locator("script:not([src])")).toHaveCount(0);
});

test("the policy is enforced: an injected script does not run", async ({ page, console }) => {
  console.allow(/Content Security Policy/);
  await page.goto("/");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'injected'";
    document.head.append(script);
  });
  await expect(page).not.toHaveTitle("injected");
});

test("the session is out of a script's reach, and goes to its own family only", async ({
  arena,
  family,
  page,
  context,
}) => {
  await arena.open(family.familyId);
  await arena.join("Iolaus");
  expect(await page.evaluate(() => document.cookie)).toBe("");
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  const cookies = await context.cookies(page.url().replace(/\/f\/.*/, routes.me(family.familyId)));
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  expect(kept).not.toContain(cookies[0]?.value);
});

test("a page of another origin gets no socket", async ({ page, server, family, console }) => {
  console.allow(/WebSocket connection to/);
  await page.goto("about:blank");
  const url = server.url + routes.feed(family.familyId, "websocket");
  const feed = await NativeFeed.webSocket(page, url);
  await expect.poll(() => feed.isClosed()).toBe(true);
  expect(await feed.opened()).toBe(0);
  expect(await feed.frames()).toEqual([]);
});
