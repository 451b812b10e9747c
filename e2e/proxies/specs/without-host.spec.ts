// The step after the default that many take: upgrades passed on, Host not. Only the server can report why a socket is refused then.
import { createFamily, ENDLESS } from "../../client/players.ts";
import { recordShown } from "../../client/shown.ts";
import { startTraffic } from "../../client/traffic.ts";
import { BattleServer } from "../../fixtures/battle-server.ts";
import { replaced } from "../document.ts";
import { nginx } from "../kinds/nginx.ts";
import { Proxy, type ProxyKind } from "../proxy.ts";
import { expect, test } from "../test.ts";

const withoutHost: ProxyKind = {
  ...nginx,
  byDefault: (place) =>
    replaced(nginx.byDefault(place), [
      [
        /proxy_pass .*;/g,
        `$&
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $hydra_connection;`,
      ],
      [/^server/g, "map $http_upgrade $hydra_connection { default upgrade; '' ''; }\nserver"],
    ]),
};
const CROWD = { players: 3, pauseMs: 60 };

test("[PR15] [AT3] sockets refused for another Host: live by SSE, the page and the log name the setting, which cures it", async ({
  arena,
  console,
  page,
}) => {
  console.allow(/WebSocket connection to/, /^403 /, /net::ERR_/, /^502 /, /status of 502/);
  const server = await BattleServer.start();
  await using front = await Proxy.start({
    kind: withoutHost,
    configuration: "default",
    upstream: server.url,
  });
  const { familyId } = await createFamily(server.url, { name: "Without Host", rules: ENDLESS });
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await page.goto(`${front.url}/f/${familyId}`);
  await arena.expectLive();
  await expect(arena.connectionState).toHaveAttribute("data-transport", "sse");
  const cure = `ALLOWED_ORIGINS=${front.url}`;
  await expect(page.getByTestId("auto-note")).toContainText(cure);
  expect(server.output).toContain(cure);
  const shown = await recordShown(page);
  const before = await arena.totalShown();
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(before);
  const { damage } = await traffic.stop();
  await expect.poll(() => arena.totalShown()).toBe(damage);
  await shown.expectInOrder();
  // The page goes first: it would look for its family on a server that has never had it.
  await page.evaluate(() => localStorage.clear());
  await page.goto("about:blank");
  await server.close();

  const env = { PORT: new URL(server.url).port, ALLOWED_ORIGINS: front.url };
  await using cured = await BattleServer.start({ env });
  const another = await createFamily(cured.url, { name: "Cured", rules: ENDLESS });
  await page.goto(`${front.url}/f/${another.familyId}`);
  await arena.expectLive();
  await expect(arena.connectionState).toHaveAttribute("data-transport", "websocket");
  await expect(page.getByTestId("auto-note")).toBeHidden();
  await page.goto("about:blank");
});
