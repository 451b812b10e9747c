// Clients that were not written here: a real browser's own EventSource and WebSocket, and a stock MQTT client, must get a whole, contiguous feed.
import { encodeCursor, routes } from "@hydra/protocol";
import { followChain } from "../client/chain.ts";
import { NativeFeed } from "../client/native-feed.ts";
import { startTraffic } from "../client/traffic.ts";
import { STREAMING } from "../client/transports.ts";
import { CONNECTION_LOST } from "../fixtures/clean-console.ts";
import { expect, test } from "../fixtures/test.ts";

const CROWD = { players: 5, pauseMs: 20 };

test.beforeEach(async ({ page, console }) => {
  // Any page of the server's own origin will do; this one is no page of the app, and names no icon.
  console.allow(/favicon\.ico/);
  await page.goto(routes.families);
});

for (const transport of STREAMING) {
  test(`a browser's own ${transport} client sees a contiguous feed that ends on the acknowledged damage`, async ({
    page,
    server,
    family: { familyId },
  }) => {
    const feed = await NativeFeed.open(page, server.url, { familyId, transport });
    const traffic = await startTraffic(server.url, familyId, CROWD);
    await expect.poll(async () => (await feed.frames()).length).toBeGreaterThan(20);
    const { damage } = await traffic.stop();
    await expect.poll(async () => followChain(await feed.frames()).totalDamage).toBe(damage);

    const frames = await feed.frames();
    const chain = followChain(frames);
    expect(frames[0]?.type).toBe("snapshot");
    expect(chain.snapshots).toBe(1);
    expect(chain.breaks).toEqual([]);
    expect([...chain.damages.values()].reduce((sum, one) => sum + one)).toBe(damage);
  });
}

test("every event's id is the cursor of the frame it carries", async ({
  page,
  server,
  family: { familyId },
}) => {
  const feed = await NativeFeed.eventSource(page, server.url + routes.feed(familyId, "sse"));
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await expect.poll(async () => (await feed.frames()).length).toBeGreaterThan(5);
  await traffic.stop();
  await feed.close();

  const frames = await feed.frames();
  const ids = await feed.ids();
  const pairs = frames.map((frame, index) => [frame, ids[index]] as const);
  for (const [frame, id] of pairs) if (frame.type !== "heartbeat") expect(id).toBe(encodeCursor(frame));
});

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(`an EventSource resumes by itself from its Last-Event-ID after ${signal}`, async ({
    page,
    server,
    family: { familyId },
    console,
  }) => {
    console.allow(...CONNECTION_LOST);
    const feed = await NativeFeed.eventSource(page, server.url + routes.feed(familyId, "sse"));
    const traffic = await startTraffic(server.url, familyId, CROWD);
    await expect.poll(async () => followChain(await feed.frames()).deltas).toBeGreaterThan(3);

    await server.restart(signal);
    await expect.poll(() => feed.opened(), { timeout: 30_000 }).toBe(2);
    const { damage } = await traffic.stop();
    await expect.poll(async () => followChain(await feed.frames()).totalDamage).toBe(damage);

    const chain = followChain(await feed.frames());
    expect(chain.snapshots).toBe(1);
    expect(chain.breaks).toEqual([]);
  });
}

test("a WebSocket opened with a cursor goes on from it by delta", async ({
  page,
  server,
  family: { familyId },
}) => {
  const url = server.url + routes.feed(familyId, "websocket");
  const first = await NativeFeed.webSocket(page, url);
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await expect.poll(async () => followChain(await first.frames()).deltas).toBeGreaterThan(3);
  await first.close();
  const before = await first.frames();
  const { cursor } = followChain(before);

  const second = await NativeFeed.webSocket(page, `${url}?since=${cursor}`);
  await expect.poll(async () => followChain(await second.frames()).deltas).toBeGreaterThan(3);
  const { damage } = await traffic.stop();
  await expect
    .poll(async () => followChain([...before, ...(await second.frames())]).totalDamage)
    .toBe(damage);

  const chain = followChain([...before, ...(await second.frames())]);
  expect(chain.snapshots).toBe(1);
  expect(chain.breaks).toEqual([]);
});
