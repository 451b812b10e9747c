// The battle as the page holds it, over a real server: what is shown, what was asked for, and the proof of a switch.
import { startServer } from "@hydra/server";
import type { TransportChoice, BattleUpdate, BattleView } from "@hydra/client";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { BattleFeed as Feed, FeedState } from "../../src/stores/battle-feed.ts";
import { createMeasures } from "../../src/stores/measures.ts";
import { openBrowser, refusal, until } from "../browser.ts";
import { createBattle } from "./battle.ts";

const server = await startServer();
const browser = openBrowser(server.url);
const { BattleFeed } = await import("../../src/stores/battle-feed.ts");
const { familyId, join } = await createBattle(server.url);
const striker = await join("Iolaus");

const open: Feed[] = [];
afterEach(() => {
  for (const feed of open.splice(0)) feed.close();
});
afterAll(() => server.close());

/** A feed that the page has in sight, with everything it reported. */
function createFeed(transport: TransportChoice, family = familyId) {
  const updates: (readonly [BattleUpdate, BattleView | undefined])[] = [];
  const measures = createMeasures(() => performance.now(), true);
  const onLive = vi.fn<() => void>();
  const feed = new BattleFeed({
    familyId: family,
    transport,
    measures,
    onUpdate: (update, before) => updates.push([update, before]),
    onLive,
  });
  open.push(feed);
  feed.connection.resume();
  return { feed, measures, updates, onLive, state: () => feed.store.getState() };
}

const untilLive = (state: () => FeedState): Promise<void> =>
  until(() => expect(state().connection.type).toBe("live"));

describe("a feed", () => {
  it("shows the battle before it is live, and what each update replaced", async () => {
    const { state, updates, onLive } = createFeed("sse");
    expect(state()).toMatchObject({ view: undefined, freshAt: undefined, transport: "sse", wanted: "sse" });
    await untilLive(state);
    expect(onLive).toHaveBeenCalledOnce();
    expect(updates.map(([{ type }, before]) => [type, before])).toEqual([["snapshot", undefined]]);
    const { view: first, freshAt = 0 } = state();
    await until(() => expect(Date.now()).toBeGreaterThan(freshAt));
    const { totalDamage } = await striker.strike();
    await until(() => expect(state().view?.totalDamage).toBe(totalDamage));
    expect(updates.at(-1)?.[0].view).toBe(state().view);
    expect(updates[1]?.[1]).toBe(first);
    expect(state().freshAt).toBeGreaterThan(freshAt);
  });

  it("reports a family that the server has not", async () => {
    const { state } = createFeed("polling", "unknown");
    await until(() => expect(state().connection).toMatchObject({ type: "refused", code: "unknown-family" }));
  });

  it("measures the transport in use, without what its first answer cost", async () => {
    const { feed, measures, state } = createFeed("sse");
    const use = vi.spyOn(measures, "use");
    await untilLive(state);
    const [transport, counters] = use.mock.calls[0] ?? [];
    expect(transport).toBe("sse");
    expect(counters?.payloadBytesIn).toBeGreaterThan(0);
    await feed.switchTo("polling");
    expect(use.mock.lastCall?.[0]).toBe("polling");
  });
});

describe("a switch", () => {
  it("shows at once what was asked for, and what is in use until the other one goes on from its cursor", async () => {
    const { feed, state } = createFeed("polling");
    await untilLive(state);
    const switching = feed.switchTo("websocket");
    expect(state()).toMatchObject({ transport: "polling", wanted: "websocket", report: undefined });
    expect(await switching).toBe(true);
    expect(state()).toMatchObject({
      transport: "websocket",
      wanted: "websocket",
      report: { type: "switch", from: "polling", to: "websocket", resumed: true, missed: 0, repeated: 0 },
    });
  });

  it("that a later one overtakes is no failure, and the later one is what is wanted", async () => {
    const { feed, state } = createFeed("polling");
    await untilLive(state);
    const both = [feed.switchTo("sse"), feed.switchTo("websocket-raw")];
    expect(await Promise.all(both)).toEqual([false, true]);
    expect(state()).toMatchObject({ transport: "websocket-raw", wanted: "websocket-raw" });
  });

  it("that is refused leaves the transport in use, and wanted again", async () => {
    const { feed, state } = createFeed("sse");
    await untilLive(state);
    browser.answerNext(`/api/families/${familyId}/ranking`, () => refusal("unknown-family"));
    await expect(feed.switchTo("polling")).rejects.toMatchObject({ code: "unknown-family" });
    expect(state()).toMatchObject({ transport: "sse", wanted: "sse", connection: { type: "live" } });
  });

  it("that is only thought about changes nothing but what is wanted, whatever arrives", async () => {
    const { feed, state, updates } = createFeed("sse");
    await untilLive(state);
    feed.intend("polling");
    const { length } = updates;
    await striker.strike();
    await until(() => expect(updates.length).toBeGreaterThan(length));
    feed.connection.pause();
    feed.connection.resume();
    await untilLive(state);
    expect(state()).toMatchObject({ transport: "sse", wanted: "polling" });
  });

  it("that was only thought about is forgotten when the choice is left to the connection", async () => {
    const { feed, state } = createFeed("auto");
    await untilLive(state);
    feed.intend("polling");
    feed.chooseAutomatically();
    expect(state()).toMatchObject({ wanted: "websocket", transport: "websocket" });
  });

  it("is a person's own choice: it ends the automatic one, which takes over again when asked to", async () => {
    const { feed, state } = createFeed("auto");
    await untilLive(state);
    expect(state().auto).toBeDefined();
    await feed.switchTo("polling");
    expect(state()).toMatchObject({ auto: undefined, wanted: "polling" });
    feed.chooseAutomatically();
    expect(state().auto).toBeDefined();
    await until(() => expect(state()).toMatchObject({ transport: "websocket", wanted: "websocket" }));
    feed.stay();
    expect(state()).toMatchObject({ auto: undefined, transport: "websocket" });
  });
});

describe("another session", () => {
  it("opens a socket anew, which is not reported and not charged", async () => {
    const { feed, measures, state } = createFeed("websocket");
    await untilLive(state);
    const forgive = vi.spyOn(measures, "forgive");
    const { length } = browser.sockets;
    await feed.renewSession();
    expect(browser.sockets.length).toBe(length + 1);
    expect(state()).toMatchObject({
      transport: "websocket",
      report: undefined,
      connection: { type: "live" },
    });
    expect(forgive).toHaveBeenCalledWith(feed.connection.counters);
    // The next switch is reported again.
    await feed.switchTo("sse");
    expect(state().report).toMatchObject({ from: "websocket", to: "sse", missed: 0, repeated: 0 });
  });

  it("leaves what sends its session with each request as it is", async () => {
    const { feed, state } = createFeed("sse");
    await untilLive(state);
    const { length } = browser.requests;
    await feed.renewSession();
    expect(browser.requests.length).toBe(length);
  });

  it("is no failure while the server is away", async () => {
    const { feed, state } = createFeed("websocket");
    await untilLive(state);
    feed.close();
    await expect(feed.renewSession()).resolves.toBeUndefined();
  });
});
