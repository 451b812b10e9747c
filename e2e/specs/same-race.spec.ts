// One link, two browsers: the very same hits.
import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, leave, test } from "../fixtures/test.ts";
import { LabPage, type Exported } from "../pages/lab-page.ts";

const COMMAND = join(import.meta.dirname, "../../apps/lab/src/main.ts");
const run = promisify(execFile);

const POLL_MS = 1_000;
const LINK = `?rate=60&bots=12&seed=4711&poll=${POLL_MS}&run=5`;

/** What a run of the link in a browser of its own leaves, as the page shows it; again if the machine held it up. */
async function raced(lab: LabPage) {
  await lab.open(LINK);
  const hits = lab.page.getByTestId("run-hits");
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await lab.run();
    if ((await hits.getAttribute("data-whole")) === "true") break;
  }
  const { traffic, link, blocks } = await lab.exported();
  return {
    hits: await hits.evaluate(({ dataset }) => Object.fromEntries(Object.entries(dataset))),
    traffic,
    link,
    blocks,
  };
}

test("[PR131] two browsers with one link see the same hits, as does the command, and either exports the link that repeats them", async ({
  browser,
  server,
}) => {
  const races = [];
  for (let n = 0; n < 2; n += 1) {
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    races.push(await raced(new LabPage(page)));
    // Its weather goes back with it.
    await leave(page);
    await context.close();
  }
  const [one, two] = races;
  expect(one?.hits).toMatchObject({ whole: "true" });
  expect(Number(one?.hits["attacks"])).toBeGreaterThan(200);
  expect(two?.hits).toEqual(one?.hits);
  expect(two?.link).toBe(one?.link);
  expect(one?.link).toContain("seed=4711");
  expect(one?.traffic?.run?.fingerprint).toBe(one?.hits["fingerprint"]);

  // The same from a terminal, and what the network decides is as in the page, as far as five polls can show it.
  const { traffic, blocks } = await fromTerminal(server.url);
  expect(traffic?.run?.fingerprint).toBe(one?.hits["fingerprint"]);
  const [inNode, inPage] = [medianOfPolls(blocks), medianOfPolls(one?.blocks)];
  expect(Math.abs(inNode - inPage)).toBeLessThan(POLL_MS / 2);
});

/** The middle of its interval. */
function medianOfPolls(blocks: Exported["blocks"] | undefined): number {
  const lane = blocks?.lanes.find((other) => other.lane === "polling");
  const [low, high] = lane?.intervals?.p50Ms ?? [NaN, NaN];
  return (low + high) / 2;
}

/** As `raced`, by the command. */
async function fromTerminal(url: string): Promise<Exported> {
  const file = join(await mkdtemp(join(tmpdir(), "hydra-lab-")), "run.json");
  const set = ["--rate", "60", "--bots", "12", "--seed", "4711", "--poll", String(POLL_MS), "--seconds", "5"];
  for (let attempt = 0; ; attempt += 1) {
    await run(process.execPath, [COMMAND, "--url", url, ...set, "--max-missed", "0", "--json", file]);
    const exported = JSON.parse(await readFile(file, "utf8")) as Exported;
    if (exported.traffic?.run?.isWhole === true || attempt === 3) return exported;
  }
}
