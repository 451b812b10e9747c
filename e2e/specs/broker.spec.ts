// The lane of a message broker: its client comes when it is used and costs what the page shows, a broker that is away holds up no other
// lane, and a verdict has what a broker does not do. Without a broker every page shows that.
import { routes } from "@hydra/protocol";
import type { Page } from "@playwright/test";
import { createFamily, ENDLESS } from "../client/players.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { ArenaPage } from "../pages/arena-page.ts";
import { LabPage } from "../pages/lab-page.ts";
import { WirePage } from "../pages/wire-page.ts";

/** Scripts and questions of the page so far. */
function recordRequests(page: Page): readonly string[] {
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  return urls;
}

const isScript = (url: string): boolean => /\/assets\/.*\.js$/.test(url);

test("the client is loaded when the lane is used and not before, and is as large as the lab shows", async ({
  arena,
  family,
  lab,
  page,
}) => {
  const requests = recordRequests(page);
  await arena.open(family.familyId);
  for (const transport of ["polling", "long-polling", "sse", "websocket"] as const)
    await arena.switchTo(transport);
  // What the page fetches ahead is there by then.
  const isThere = (part: string): boolean => requests.some((url) => url.includes(part));
  await expect.poll(() => isThere("invite-dialog") && isThere("player-dialog")).toBe(true);
  const before = new Set(requests.filter(isScript));
  expect(requests.filter((url) => url.includes(routes.messaging))).toEqual([]);
  await arena.switchTo("mqtt");
  await arena.expectCleanSwitch();
  const own = requests.filter(isScript).filter((url) => !before.has(url));
  let bytes = 0;
  for (const url of own) {
    const { headers } = await fetch(url, { headers: { "accept-encoding": "gzip" } });
    // Else the length is that of what is not compressed.
    expect(headers.get("content-encoding") === "gzip" || Number(headers.get("content-length")) < 1_024).toBe(
      true,
    );
    bytes += Number(headers.get("content-length"));
  }
  expect(bytes).toBeGreaterThan(1_000);

  await lab.open("?rate=5&paused=polling,long-polling");
  const detail = page.getByTestId("lane-detail-mqtt");
  await expect(detail).toHaveAttribute("data-code-bytes", String(bytes));
  await expect(detail).toContainText(/[5-7](\.\d)? kB of script \(gzip\)/);
});

test("a broker that is away is described in words, holds up no other lane, and is used when it is back", async ({
  lab,
  page,
  console,
}) => {
  console.allow(/WebSocket connection to/);
  // On the lanes' own port, at a path where there is none.
  await page.route(`**${routes.messaging}*`, async (route) => {
    const url = new URL(route.request().url());
    const origin = route.request().headers()["origin"] ?? "*";
    const json = { provider: "mqtt", topic: "away", url: `ws://${url.host}/away` };
    await route.fulfill({ json, headers: { "access-control-allow-origin": origin } });
  });
  await page.goto("/lab?rate=20&poll=500");
  await expect(lab.lane("mqtt")).toContainText("the broker cannot be reached");
  for (const transport of ["polling", "long-polling", "sse", "websocket", "websocket-raw"] as const)
    await expect(lab.lane(transport)).toContainText("live");
  await page.unrouteAll();
  await expect(lab.lane("mqtt")).toContainText("live", { timeout: 30_000 });
  await expect(lab.lane("mqtt")).toHaveAttribute("data-missed", "0");
});

test("a broker that gives the arena no connection is named as the reason, not the network alone", async ({
  arena,
  console,
  family: { familyId },
  page,
}) => {
  console.allow(/WebSocket connection to/);
  await page.route(`**${routes.messaging}*`, async (route) => {
    const { host } = new URL(route.request().url());
    await route.fulfill({ json: { provider: "mqtt", topic: "away", url: `ws://${host}/away` } });
  });
  await page.addInitScript(() => localStorage.setItem("hydra.transport", "mqtt"));
  await page.goto(`/f/${familyId}`);
  await expect(page.getByTestId("auto-note")).toContainText(
    "MQTT gets no connection: its broker refuses this page, or the network blocks it.",
  );
  await page.unrouteAll();
  await arena.expectLive();
  await expect(page.getByTestId("auto-note")).toBeHidden();
});

test("a run compares the broker's lane by bytes of its own, and a verdict does not choose it over a plain one", async ({
  lab,
  page,
}) => {
  await lab.open("?rate=20&bots=20&poll=1000&run=8");
  await lab.run();
  await lab.expectCleanEnd();
  const { mqtt, websocket } = await lab.rows();
  // The same frames, and a topic with each.
  expect(mqtt.bytesOut).toBeGreaterThan(websocket.bytesOut!);
  expect(mqtt.requests).toBe(0);
  const detail = page.getByTestId("lane-detail-mqtt");
  for (const figure of ["repaired", "discarded"]) await expect(detail).toHaveAttribute(`data-${figure}`, "0");
  await expect(lab.verdict.locator("[data-need][data-transport=mqtt]")).toHaveCount(0);
  const words = lab.verdict.locator(".verdict-lane[data-transport=mqtt]");
  await expect(words).toContainText("The broker keeps the newest state and no history.");
  await expect(words).toContainText("MQTT has no offsets");
  await expect(words).toContainText("caps messages a second");
  await expect(words).toContainText(/Its client is [56](\.\d)? kB of script/);
});

test("a server without a broker: every page shows that, and all else goes on", async ({ page, console }) => {
  console.allow(/^404 GET .*\/api\/messaging/, /^409 PUT/, /status of 40[49]/);
  await using server = await BattleServer.start({ env: { MESSAGING: "0" } });
  const [arena, lab, wire] = [new ArenaPage(page), new LabPage(page), new WirePage(page)];
  const { familyId } = await createFamily(server.url, { name: "No broker", rules: ENDLESS });

  await page.goto(`${server.url}/f/${familyId}`);
  await arena.expectLiveOver("websocket");
  await arena.transport("mqtt").click();
  await expect(arena.toast).toContainText("This server has no message broker. Still on WebSocket.");
  await arena.expectTransport("websocket");
  await arena.expectLive();
  // Chosen on another day, when there was one.
  await page.evaluate(() => localStorage.setItem("hydra.transport", "mqtt"));
  await page.reload();
  await expect(page.getByTestId("refused-note")).toHaveText(
    "This server has no message broker. Choose another transport.",
  );
  await arena.switchTo("sse");

  await page.goto(`${server.url}/lab?rate=20&poll=500&run=5`);
  await expect(lab.lane("mqtt")).toContainText("this server has no message broker");
  await lab.run();
  await expect(lab.ending).toHaveAttribute("data-same", "true");
  await expect(lab.lane("mqtt")).toContainText("this server has no message broker");

  // The lab before it may still be leaving.
  await page.goto(`${server.url}/lab/wire?transport=mqtt`);
  await expect(wire.state).toHaveText("this server has no message broker");
  // Before its server is stopped.
  await page.goto("about:blank");
});
