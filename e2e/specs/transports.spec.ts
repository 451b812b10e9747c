// The heart of it: the transport is changed while the battle runs, and no update is lost or comes twice.
import { TRANSPORTS } from "@hydra/protocol";
import { startTraffic } from "../client/traffic.ts";
import { TOUR } from "../client/transports.ts";
import { expect, test } from "../fixtures/test.ts";

const CROWD = { players: 10, pauseMs: 50 };

test("all are switched live under traffic, with nothing missed and nothing repeated", async ({
  arena,
  family: { familyId },
  server,
}) => {
  await arena.open(familyId);
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const { epoch } = await arena.cursor();

  for (const transport of TOUR) {
    const before = await arena.seq();
    await arena.switchTo(transport);
    await arena.expectCleanSwitch();
    await expect.poll(() => arena.seq()).toBeGreaterThan(before);
    expect((await arena.cursor()).epoch).toBe(epoch);
  }

  const { damage } = await traffic.stop();
  await expect.poll(() => arena.totalShown()).toBe(damage);
});

test("switching faster than connections open ends on the last choice, with nothing lost", async ({
  arena,
  family: { familyId },
  server,
}) => {
  await arena.open(familyId);
  const traffic = await startTraffic(server.url, familyId, CROWD);
  for (const transport of [...TRANSPORTS, ...TRANSPORTS, "sse"] as const)
    await arena.transport(transport).click();
  await arena.expectTransport("sse");
  await arena.expectLive();
  await arena.expectCleanSwitch();

  const { damage } = await traffic.stop();
  await expect.poll(() => arena.totalShown()).toBe(damage);
});

test("the switch is a radio group: arrow keys move the choice", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  await arena.switchTo("polling");
  await arena.transport("polling").focus();
  await page.keyboard.press("ArrowRight");
  await arena.expectTransport("long-polling");
  await arena.expectLive();
  await page.keyboard.press("ArrowLeft");
  await arena.expectTransport("polling");
});

test("one attacks over every transport", async ({ arena, family }) => {
  await arena.open(family.familyId);
  await arena.join("Iolaus");
  for (const transport of TRANSPORTS) {
    await arena.switchTo(transport);
    await arena.strike();
  }
});
