// Pages over plain HTTP on a host that is not loopback, as a phone on the same network has them: no secure context, and no
// headers that only make sense in one.
import { launchArguments } from "../chromium.ts";
import { CHANGED_WHILE_OPENING, wordsOf } from "../fixtures/clean-console.ts";
import { expect, test } from "../fixtures/test.ts";
import { thisMachine } from "../machine.ts";

const HOST = "hydra.test";
const { isRoot } = thisMachine();

test.use({
  serverEnv: { ALLOWED_HOSTS: HOST },
  launchOptions: {
    executablePath: process.env["CHROMIUM_SHELL_PATH"]!,
    chromiumSandbox: !isRoot,
    args: [...launchArguments(isRoot), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`],
  },
  baseURL: async ({ server }, use) => {
    await use(server.url.replace("127.0.0.1", HOST));
  },
});

test("every page leaves the console empty", async ({ page, family }) => {
  const messages: string[] = [];
  page.on("console", (message) => {
    const words = wordsOf(message);
    // Each page is left when it has loaded, which may be before its socket is open.
    if (!CHANGED_WHILE_OPENING.test(words)) messages.push(words);
  });
  for (const path of ["/", `/f/${family.familyId}`, "/lab", "/lab/wire", "/api/docs"]) {
    await page.goto(path);
    // The last to be written of each page.
    await expect(page.locator("#content, .opblock-summary").first()).toBeVisible();
    expect(await page.evaluate(() => isSecureContext), path).toBe(false);
    expect(new URL(page.url()).hostname, path).toBe(HOST);
    // What a page complains of, it complains of until it has loaded.
    await page.waitForLoadState("load");
    expect(messages, path).toEqual([]);
  }
});

test("a page on this very machine keeps the header that only trustworthy addresses may have", async ({
  page,
  server,
}) => {
  const response = await page.goto(server.url);
  expect(response?.headers()["cross-origin-opener-policy"]).toBe("same-origin");
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
});
