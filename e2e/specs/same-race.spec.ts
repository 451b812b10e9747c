// One link, two browsers: the very same hits.
import { expect, test } from "../fixtures/test.ts";
import { LabPage } from "../pages/lab-page.ts";

const LINK = "?rate=60&bots=12&seed=4711&poll=1000&run=5";

/** What a run of the link in a browser of its own leaves, as the page shows it; again if the machine held it up. */
async function raced(lab: LabPage) {
  await lab.open(LINK);
  const hits = lab.page.getByTestId("run-hits");
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await lab.run();
    if ((await hits.getAttribute("data-whole")) === "true") break;
  }
  const { traffic, link } = await lab.exported();
  return {
    hits: await hits.evaluate(({ dataset }) => Object.fromEntries(Object.entries(dataset))),
    traffic,
    link,
  };
}

test("[PR131] two browsers with one link see the same hits, and either exports the link that repeats them", async ({
  browser,
  server,
}) => {
  const races = [];
  for (let n = 0; n < 2; n += 1) {
    const context = await browser.newContext({ baseURL: server.url });
    races.push(await raced(new LabPage(await context.newPage())));
    await context.close();
  }
  const [one, two] = races;
  expect(one?.hits).toMatchObject({ whole: "true" });
  expect(Number(one?.hits["attacks"])).toBeGreaterThan(200);
  expect(two?.hits).toEqual(one?.hits);
  expect(two?.link).toBe(one?.link);
  expect(one?.link).toContain("seed=4711");
  expect(one?.traffic?.run?.fingerprint).toBe(one?.hits["fingerprint"]);
});
