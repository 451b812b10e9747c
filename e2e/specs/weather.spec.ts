// The lab's networks, each lab's its own. Bounds are ratios and orders between lanes of one run, or halves of what is set: a shared
// machine is slow at times.
import { randomUUID } from "node:crypto";
import { ERRORS, routes, TRAITS, TRANSPORTS, type TransportName, type Weather } from "@hydra/protocol";
import { BattleServer } from "../fixtures/battle-server.ts";
import { expect, leave, test } from "../fixtures/test.ts";
import { LabPage, type LaneRow } from "../pages/lab-page.ts";

/** What Chromium prints of requests and sockets that a network cuts, answers itself or never lets through. */
const BAD_NETWORK = [
  /net::ERR_/,
  /WebSocket connection to/,
  /blocked by CORS policy/,
  /EventSource's response/,
  /status of 50[24]/,
  /^(302|50[24]) GET/,
] as const;

const SOCKETS = TRANSPORTS.filter((name) => TRAITS[name].needsUpgrade);

const p50s = (rows: Record<TransportName, LaneRow>): string =>
  Object.entries(rows)
    .map(([lane, { p50, shown }]) => `${lane} ${p50} ms (${shown})`)
    .join(" · ");

/** A context that is only closed would keep its lab's network from the tests that follow. */
async function leaveAll(labs: readonly LabPage[]): Promise<void> {
  for (const { page } of labs) {
    const context = page.context();
    await leave(page);
    await context.close();
  }
}

test("[PR120] two labs in two browsers at once have different weather, and both are right", async ({
  browser,
  server,
}) => {
  const delayMs = 800;
  const common = "rate=20&bots=20&seed=7&poll=1000&run=10";
  const labs = await Promise.all(
    [`?${common}&weather=custom&delay=${delayMs}`, `?${common}&weather=none`].map(async (link) => {
      const context = await browser.newContext({ baseURL: server.url });
      const lab = new LabPage(await context.newPage());
      await lab.open(link);
      return lab;
    }),
  );
  await Promise.all(labs.map((lab) => lab.run()));
  const [late, clear] = await Promise.all(labs.map((lab) => lab.rows()));
  for (const lab of labs) await lab.expectCleanEnd();
  process.stdout.write(`delayed: ${p50s(late!)}\nclear: ${p50s(clear!)}\n`);
  for (const transport of TRANSPORTS) {
    // Nothing is faster than its network, and nothing without one is as late as that, but for what waits for the next poll.
    expect(late![transport].p50, transport).toBeGreaterThanOrEqual(delayMs);
    if (transport !== "polling") expect(clear![transport].p50, transport).toBeLessThan(delayMs / 2);
  }
  await leaveAll(labs);
});

test("[PR122] behind a proxy that buffers, polls and sockets are as without it, and an event stream as late as it is held", async ({
  lab,
  console,
}) => {
  console.allow(...BAD_NETWORK);
  // Too few bytes for 4 KiB within 2 s: the time is what ends a hold.
  const common = "?rate=2&bots=5&seed=3&poll=1000&run=20";
  await lab.open(common);
  await lab.run();
  const before = await lab.rows();
  await lab.open(`${common}&weather=buffering-proxy`);
  await lab.run();
  await lab.expectCleanEnd();
  const after = await lab.rows();
  process.stdout.write(`without: ${p50s(before)}\nbuffering: ${p50s(after)}\n`);
  const { polling, sse } = after;
  expect(polling.p50).toBeGreaterThan(250);
  // By where the two versions a second fall between two polls, the middle is 358 to 656 ms in either run: 1.83 times as much. What is
  // held as a stream is would be a second later.
  expect(polling.p50).toBeLessThan(2 * before.polling.p50!);
  // Of a hold of 2 s that a version falls into anywhere, half is waited for in the middle.
  expect(sse.p50).toBeGreaterThan(polling.p50!);
  expect(sse.p50).toBeLessThan(2_000);
  for (const transport of ["long-polling", ...SOCKETS] as const)
    expect(after[transport].p50, transport).toBeLessThan(polling.p50! / 3);
  await expect(lab.verdict).toContainText("Buffering proxy");
});

test("[PR123] nginx as it is by default lets this server's event stream pass", async ({ lab }) => {
  await lab.open("?rate=2&bots=5&seed=3&poll=1000&run=10&weather=nginx");
  await lab.run();
  await lab.expectCleanEnd();
  const { polling, sse } = await lab.rows();
  expect(sse.p50).toBeLessThan(polling.p50! / 3);
});

test("[PR124] a run behind a proxy without upgrades measures what gets through", async ({ lab, console }) => {
  console.allow(...BAD_NETWORK, /^403 GET/, /status of 403/, /Unexpected response code/);
  const link = "?rate=20&bots=20&seed=7&poll=1000&run=6&weather=no-upgrades";
  await lab.page.goto(`/lab${link}`);
  for (const transport of TRANSPORTS.filter((name) => !SOCKETS.includes(name)))
    await expect(lab.lane(transport)).toHaveAttribute("data-cursor", /:/);
  await lab.run();
  const rows = await lab.rows();
  for (const transport of TRANSPORTS)
    expect((rows[transport].shown ?? 0) > 0, transport).toBe(!SOCKETS.includes(transport));
  await expect(lab.verdict).toContainText("Proxy without WebSocket");
});

test("[PR126] tunnels interrupt a run more than once, when the seed has it, and nothing is missed", async ({
  lab,
  console,
}) => {
  console.allow(...BAD_NETWORK);
  await lab.open("?rate=20&bots=20&seed=1&poll=1000&run=30&weather=tunnel");
  await lab.run();
  await lab.expectCleanEnd();
  const { interruptions, recording } = await lab.exported();
  expect(interruptions).toEqual([
    { atMs: 3_009, lastsMs: 4_068 },
    { atMs: 16_777, lastsMs: 3_819 },
  ]);
  expect(recording).toBeDefined();
  const rows = Object.entries(await lab.rows());
  const cut = rows.filter(([lane]) => lane !== "polling" && lane !== "long-polling");
  for (const [lane, row] of cut) expect(row.reconnects, lane).toBeGreaterThanOrEqual(1);
  // One that waits for its next attempt when the second tunnel begins comes back once from both; all at once do not.
  const most = Math.max(...cut.map(([, { reconnects = 0 }]) => reconnects));
  expect(most).toBeGreaterThanOrEqual(interruptions.length);
});

test("[PR125] lanes come back from a captive portal by themselves, with nothing missed", async ({
  lab,
  console,
}) => {
  console.allow(...BAD_NETWORK);
  await lab.open("?rate=20&bots=20&seed=1&poll=1000&run=15");
  await lab.weather.selectOption("captive-portal");
  for (const transport of SOCKETS) await expect(lab.lane(transport)).not.toContainText("live");
  for (const transport of TRANSPORTS)
    await expect(lab.lane(transport)).toContainText("live", { timeout: 30_000 });
  await lab.run();
  await lab.expectCleanEnd();
  for (const transport of SOCKETS)
    expect((await lab.row(transport)).reconnects, transport).toBeGreaterThanOrEqual(1);
});

test("[PR120] after the server's restart two labs find their own weather again", async ({
  server,
  browser,
  console,
}) => {
  console.allow(...BAD_NETWORK, /404/);
  const delayMs = 800;
  const labs: LabPage[] = [];
  for (const weather of ["none", `custom&delay=${delayMs}`]) {
    const context = await browser.newContext({ baseURL: server.url });
    const lab = new LabPage(await context.newPage());
    await lab.open(`?rate=20&bots=20&seed=7&poll=1000&run=8&weather=${weather}`);
    labs.push(lab);
  }
  await server.stop("SIGKILL");
  for (const lab of labs) await expect(lab.lane("websocket")).toContainText("reconnecting");
  await server.start();
  for (const lab of labs)
    for (const transport of TRANSPORTS)
      await expect(lab.lane(transport)).toContainText("live", { timeout: 60_000 });
  await Promise.all(labs.map((lab) => lab.run()));
  const [clear, late] = await Promise.all(labs.map((lab) => lab.rows()));
  for (const transport of SOCKETS) {
    expect(late![transport].p50, transport).toBeGreaterThanOrEqual(delayMs);
    expect(clear![transport].p50, transport).toBeLessThan(delayMs / 2);
  }
  await leaveAll(labs);
});

test("[PR121] where all networks of a client are taken, a fifth lab shows why it has none, and its lanes run", async ({
  lab,
  page,
  console,
}) => {
  console.allow(new RegExp(`^${ERRORS["lab-busy"].status} PUT`), /status of 409/);
  // What is taken here stays taken for a while after: not on the server of the tests that follow.
  await using server = await BattleServer.start();
  const labs = Array.from({ length: 4 }, () => takeNetwork(server.url));
  await Promise.all(labs.map(({ isTaken }) => isTaken));
  await page.goto(`${server.url}/lab?rate=1`);
  await expect(page.getByText("Other labs have all the networks")).toBeVisible();
  await expect(page.getByTestId("lane-websocket")).toHaveAttribute("data-cursor", /:/);
  await expect(lab.weather).toBeDisabled();
  for (const { release } of labs) release();
  await page.goto("about:blank");
});

/** Less often than the server forgets a lab (PR83). */
const RENEWAL_MS = 2_000;
const CLEAR: Weather = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: 0,
  bufferBytes: 0,
  bufferMs: 0,
  honoursAccelBuffering: true,
  refusesUpgrades: false,
  idleMs: 0,
};

/** As a lab's page does, until it is released. */
function takeNetwork(baseUrl: string): { readonly isTaken: Promise<void>; release(): void } {
  const body = JSON.stringify({ labId: randomUUID(), weather: CLEAR });
  const ask = async (): Promise<void> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(baseUrl + routes.labWeather, { method: "PUT", headers, body });
    expect(response.status).toBe(200);
  };
  // At the server's end there is nothing left to renew.
  const timer = setInterval(() => void ask().catch(() => undefined), RENEWAL_MS);
  return { isTaken: ask(), release: () => clearInterval(timer) };
}
