// Addresses as people type them, and those that are none.
import { expect, test } from "../fixtures/test.ts";

test("a slash too many and capital letters lead to the page, with what stands behind the question mark", async ({
  page,
  family,
}) => {
  await page.goto(`/F/${family.familyId}/?x=1`);
  await expect(page).toHaveURL(new RegExp(`/f/${family.familyId}\\?x=1$`));
  await expect(page.getByTestId("connection-state").first()).toHaveAttribute("data-state", "live");
  await page.goto("/LAB/");
  await expect(page).toHaveURL(/\/lab(\?|$)/);
  await expect(page.getByTestId("run-start")).toBeVisible();
});

test("an address that is none is a page that says so, and leads back", async ({ page, console }) => {
  console.allow(/404/);
  for (const path of ["/nothing/here", "/f/", "//etc/passwd"]) {
    const answer = await page.goto(path === "//etc/passwd" ? `${new URL(page.url()).origin}${path}` : path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading").first()).toBeVisible();
    await page.getByRole("main").getByRole("link").first().click();
    await expect(page).toHaveURL(/^[^/]+\/\/[^/]+\/$/);
  }
});
