// A guest on another host of the network: invited by the QR code, without a network for 20 s in the middle, and then on another device.
import { routes } from "@hydra/protocol";
import { createFamily, ENDLESS } from "../../client/players.ts";
import { BattleServer } from "../../fixtures/battle-server.ts";
import { OtherHost } from "../other-host.ts";
import { expect, test } from "../../fixtures/test.ts";
import { ArenaPage } from "../../pages/arena-page.ts";
import { InviteDialog } from "../../pages/invite-dialog.ts";

const WITHOUT_NETWORK_MS = 20_000;

test("a guest who loses the network for 20 s and goes on on another device has every hit counted once", async ({
  browser,
  page,
}) => {
  await using host = await OtherHost.start();
  test.skip(host === undefined, "no namespace can be made here: it takes root and ip of iproute2");
  if (host === undefined) return;
  await using server = await BattleServer.start({ host: "::" });
  const { familyId } = await createFamily(server.url, { name: "All welcome", rules: ENDLESS });
  await page.goto(`http://${host.address}:${new URL(server.url).port}/f/${familyId}`);
  const dialog = new InviteDialog(page);
  await dialog.open();
  const link = await dialog.scan();
  expect(new URL(link).hostname).toBe(host.address);

  await using there = await host.launchBrowser();
  const guest = new ArenaPage(await there.newPage());
  await guest.page.goto(link);
  await guest.expectLive();
  await guest.join("Guest");
  await guest.strike();
  await guest.page.goto(new URL("/", link).href);
  await guest.page
    .getByTestId("my-families")
    .getByRole("button", { name: /Your player/ })
    .click();
  await guest.page.getByTestId("device-show").click();
  const code = await guest.page.getByTestId("device-code").innerText();
  await guest.page.goto(link);
  await guest.expectLive();
  await guest.cool();

  host.pullCable();
  await guest.skill("slash").click();
  await expect(guest.story).toHaveAttribute("data-story", "waiting");
  // Time itself is the condition.
  await guest.page.waitForTimeout(WITHOUT_NETWORK_MS);
  expect(await hitsOf(server, familyId)).toBe(1);
  host.plugCableIn();
  await expect.poll(() => hitsOf(server, familyId)).toBe(2);
  await guest.expectLive();
  await guest.strike();
  expect(await guest.totalShown()).toBe(await damageOf(server, familyId));

  await using otherDevice = await browser.newContext();
  const arrived = new ArenaPage(await otherDevice.newPage());
  await arrived.page.goto(new URL("/arrive", link).href);
  await arrived.page.getByTestId("arrive-code").fill(code);
  await arrived.page.keyboard.press("Enter");
  await arrived.expectLive();
  await arrived.strike();
  expect(await hitsOf(server, familyId)).toBe(4);
  for (const one of [arrived, guest]) {
    const damage = await damageOf(server, familyId);
    await expect.poll(() => one.totalShown()).toBe(damage);
  }
  await page.goto("about:blank");
});

interface Row {
  readonly hits: number;
  readonly damage: number;
}

/** As the server has the only player's. */
async function rowOf(server: BattleServer, familyId: string): Promise<Row> {
  const response = await fetch(server.url + routes.feed(familyId, "polling"));
  const { entries } = (await response.json()) as { readonly entries: readonly Row[] };
  const [row] = entries;
  if (row === undefined || entries.length > 1) throw new Error(`${entries.length} players, not 1`);
  return row;
}

async function hitsOf(server: BattleServer, familyId: string): Promise<number> {
  return (await rowOf(server, familyId)).hits;
}

async function damageOf(server: BattleServer, familyId: string): Promise<number> {
  return (await rowOf(server, familyId)).damage;
}
