// Addresses as people type them, and those that are none, as the server and the page resolve them together.
import { expect, test } from "../fixtures/test.ts";

test("a family's address may end in a slash, begin with two, be in upper case and have a query", async ({
  arena,
  page,
  family,
  server,
}) => {
  for (const address of ["/f/ID/", "/F/ID", "//f//ID", "/f/ID?from=chat", "/F/ID/?from=chat#content"]) {
    // Else an address that differs in its hash alone would load nothing.
    await page.goto("about:blank");
    await page.goto(server.url + address.replace("ID", family.familyId));
    await arena.expectLive();
    const { pathname, search } = new URL(page.url());
    expect(pathname, address).toBe(`/f/${family.familyId}`);
    expect(search, address).toBe(address.includes("?") ? "?from=chat" : "");
    await expect(page, address).toHaveTitle(new RegExp(`${family.name}.* · Hydra$`));
  }
});

test("an arena without a family is the first page", async ({ entry, page, server, console }) => {
  console.allow(/404/);
  await page.goto(`${server.url}/f/`);
  await expect(entry.create.first()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/");
  await expect(page).toHaveTitle("Hydra");
});

test("the microscope takes upper case and a trailing slash", async ({ wire, page, server }) => {
  await page.goto(`${server.url}/Lab/WIRE/?transport=sse`);
  await wire.expectLive();
  expect(new URL(page.url()).pathname).toBe("/lab/wire");
  await expect(page).toHaveTitle("The wire · Hydra");
});

test("an address that leads nowhere is a page that shows it, and leads back", async ({
  entry,
  page,
  server,
  console,
}) => {
  console.allow(/404/);
  const answer = await page.goto(`${server.url}/no/such/page/`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing lives here");
  await expect(page).toHaveTitle("Nothing lives here · Hydra");
  await page.getByRole("link", { name: "To all families" }).click();
  await expect(entry.create.first()).toBeVisible();
  await expect(page).toHaveTitle("Hydra");
});

test("the lab takes upper case and a trailing slash", async ({ page, server }) => {
  await page.goto(`${server.url}/LAB/`);
  await expect(page).toHaveURL(/\/lab(\?|$)/);
  await expect(page.getByTestId("run-start")).toBeVisible();
});

test("two slashes are no other host", async ({ page, server, console }) => {
  console.allow(/404/);
  const answer = await page.goto(`${server.url}//etc/passwd`);
  expect(answer?.status()).toBe(404);
  expect(new URL(page.url()).host).toBe(new URL(server.url).host);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing lives here");
});

test("a family that is not there has no battle's title", async ({ page, server, console }) => {
  console.allow(/status of 404/, /^404 /, /WebSocket connection to .* 404/);
  await page.goto(`${server.url}/f/no-such-family`);
  await expect(page).toHaveTitle("There is no such family · Hydra");
});
