// What a browser enforces for us: a content security policy without inline scripts, a session no script can read,
// sockets that open for the site's own pages only.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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

test("a page of another origin cannot pass for the server's own by saying so", async ({
  page,
  server,
  console,
}) => {
  console.allow(/CORS policy/, /net::ERR_FAILED/, /^405 OPTIONS/);
  const create = (name: string): Promise<boolean> =>
    page.evaluate(
      async ([url = "", body = ""]) => {
        const headers = { "content-type": "application/json", "hydra-page": location.origin };
        const sent = fetch(url, { method: "POST", headers, body });
        return sent.then(
          ({ ok }) => ok,
          () => false,
        );
      },
      [server.url + routes.families, JSON.stringify({ name })],
    );
  const families = async (): Promise<string> => (await fetch(server.url + routes.families)).text();

  const elsewhere = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Elsewhere</title>");
  }).listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  expect(await create("Forged")).toBe(false);
  elsewhere.closeAllConnections();
  elsewhere.close();
  await page.goto(server.url);
  expect(await create("Genuine")).toBe(true);
  expect(await families()).toContain("Genuine");
  expect(await families()).not.toContain("Forged");
});
