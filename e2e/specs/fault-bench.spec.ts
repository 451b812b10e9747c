// The lab's fault bench: on every lane each fault is named, counted and put right, in sight of a person.
import { TRANSPORTS } from "@hydra/protocol";
import { expect, test } from "../fixtures/test.ts";

/** What must be found of each. */
const FAULTS = {
  drop: { missed: 1, diverged: 0 },
  repeat: { discarded: 1, missed: 0, diverged: 0 },
  // What comes after the next is asked for at once; when it comes it is old.
  reorder: { missed: 1, diverged: 0 },
  corrupt: { diverged: 1 },
} as const;

test("each fault in each lane is named, counted and healed", async ({ lab, page }) => {
  await lab.open("?rate=20&bots=10&seed=5&poll=500");
  const bench = page.getByTestId("fault-bench");
  for (const fault of Object.keys(FAULTS) as (keyof typeof FAULTS)[]) {
    for (const lane of TRANSPORTS) {
      await bench.getByTestId("fault-lane").selectOption(lane);
      await bench.getByTestId(`fault-${fault}`).click();
    }
    for (const lane of TRANSPORTS) {
      const entry = bench.locator(`[data-lane="${lane}"][data-fault="${fault}"]`);
      await expect(entry, `${fault} in ${lane}`).toHaveAttribute("data-healed", /\d/);
      const { dataset } = await entry.evaluate((item) => ({
        dataset: Object.fromEntries(Object.entries(item.dataset)),
      }));
      for (const [figure, count] of Object.entries(FAULTS[fault]))
        expect(Number(dataset[figure]), `${figure} by ${fault} in ${lane}`).toBe(count);
    }
  }
  // What was found is in the table too.
  for (const lane of TRANSPORTS) await expect(lab.lane(lane)).toHaveAttribute("data-diverged", "1");
});

test("a fault in a run is marked as made on purpose, on the page and in what is exported", async ({
  lab,
  page,
}) => {
  await lab.open("?rate=20&bots=10&seed=5&poll=500&run=5");
  await lab.begin();
  await page.getByTestId("fault-lane").selectOption("websocket");
  await page.getByTestId("fault-drop").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("fault-entry")).toHaveAttribute("data-healed", /\d/);
  await expect(lab.verdict).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId("run-faults")).toContainText("on purpose");
  const { faults, table } = await lab.exported();
  expect(faults).toMatchObject([{ lane: "websocket", fault: "drop", found: { missed: 1 } }]);
  expect(table.map(({ lane, missed }) => [lane, missed])).toEqual(
    TRANSPORTS.map((lane) => [lane, lane === "websocket" ? 1 : 0]),
  );
});
