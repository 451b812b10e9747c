// What every MessagingProvider must do, as a suite for Vitest, against the messaging system itself: a provider of one's own calls
// `messagingContract` in a test file of its own. SPEC MG1–MG7, MG10, MG11, MG14.
import { describe, expect, it, vi } from "vitest";
import type { MessagingProvider, RoomMessage } from "../server/messaging/provider.ts";
import { publishFeed } from "../server/messaging/published-feed.ts";
import { ChangingFeed } from "./changing-feed.ts";
import { decodeObject, integerAt } from "../wire/fields.ts";
import { RoomClient, type DeliveredMessage } from "./room-client.ts";

export interface MessagingUnderTest extends AsyncDisposable {
  readonly provider: MessagingProvider;
  /**
   * A client that is allowed to watch the room, by a connection of its own, which it makes again when it is lost. Resolves when
   * what is published from then on reaches it; what is retained comes first.
   */
  watch(room: string, onMessage: (message: DeliveredMessage) => void): Promise<void>;
  /** The messaging system ends at once. */
  kill(): Promise<void>;
  /** It is there again, where it was. */
  start(): Promise<void>;
}

type Open = () => Promise<MessagingUnderTest>;

/** For what hangs; not a measure of speed. */
const PATIENCE = { timeout: 60_000, interval: 20 };
/** Below what any provider allows a room in a second. */
const MESSAGES = 5;

/** @param open makes a provider to a messaging system that runs and has no rooms yet */
export function messagingContract(name: string, open: Open): void {
  describe(`the messaging contract: ${name}`, () => {
    testMessages(open);
    testRefusals(open);
    testRetained(open);
    testLoss(open);
    testPublishing(open);
    testRestart(open);
  });
}

function message(
  seq: number,
  kind: RoomMessage["kind"] = "delta",
  body = `{"n":${seq},"text":"häuser 龙"}`,
): RoomMessage {
  return { kind, cursor: `e:${seq}`, payload: Buffer.from(body) };
}

/** Of JSON, exactly as many bytes. */
function sized(bytes: number): RoomMessage {
  return message(1, "delta", JSON.stringify("a".repeat(bytes - 2)));
}

async function isUp({ provider }: MessagingUnderTest): Promise<void> {
  await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
}

function testMessages(open: Open): void {
  it("[MG3] delivers a room's messages whole, in the order of the calls, and to that room alone", async () => {
    await using system = await open();
    await isUp(system);
    const here: DeliveredMessage[] = [];
    const there: DeliveredMessage[] = [];
    await system.watch("test/here", (delivered) => here.push(delivered));
    await system.watch("test/there", (delivered) => there.push(delivered));
    const sent = Array.from({ length: MESSAGES }, (_, n) => message(n));
    const publishes = sent.map((each) => system.provider.publish("test/here", each));
    await Promise.all([...publishes, system.provider.publish("test/there", message(77))]);
    await vi.waitFor(() => expect([here.length, there.length]).toEqual([MESSAGES, 1]), PATIENCE);
    expect(here.map(({ payload }) => payload)).toEqual(sent.map(({ payload }) => payload.toString()));
    expect(here.every(({ kind, isRetained }) => kind === "delta" && !isRetained)).toBe(true);
    expect(there[0]?.payload).toBe(message(77).payload.toString());
  });
}

function testRefusals(open: Open): void {
  const notRooms = [
    "",
    "/a",
    "a/",
    "a//b",
    "a b",
    "a\tb",
    "a/+",
    "#",
    "a/#",
    "$SYS/a",
    "a\0b",
    "x".repeat(257),
  ];

  it("[MG1] refuses what is no name of a room before the messaging system gets it", async () => {
    await using system = await open();
    await isUp(system);
    const states: string[] = [];
    system.provider.onState((state) => states.push(state));
    for (const room of notRooms)
      await expect(system.provider.publish(room, message(1))).rejects.toMatchObject({ code: "invalid-room" });
    await system.provider.publish("test/room", message(2));
    expect(states).toEqual([]);
  });

  it("[MG2] takes caps.maxBytes, and refuses one more", async () => {
    await using system = await open();
    await isUp(system);
    const { provider } = system;
    const delivered: DeliveredMessage[] = [];
    await system.watch("test/large", (each) => delivered.push(each));
    const tooLarge = provider.publish("test/large", sized(provider.caps.maxBytes + 1));
    await expect(tooLarge).rejects.toMatchObject({ code: "too-large" });
    await provider.publish("test/large", sized(provider.caps.maxBytes));
    await vi.waitFor(() => expect(delivered.length).toBe(1), PATIENCE);
    expect(delivered[0]?.payload.length).toBe(provider.caps.maxBytes);
    expect(provider.state).toBe("up");
  });
}

function testRetained(open: Open): void {
  it("[MG6] keeps a room's last snapshot, and nothing else, for those that come later, where caps.retains", async () => {
    await using system = await open();
    await isUp(system);
    const { provider } = system;
    const sent = [message(1, "snapshot"), message(2, "snapshot"), message(3, "delta")];
    const early: DeliveredMessage[] = [];
    await system.watch("test/kept", (each) => early.push(each));
    for (const each of sent) await provider.publish("test/kept", each);
    await vi.waitFor(() => expect(early.length).toBe(sent.length), PATIENCE);
    const retained = { kind: "snapshot", payload: message(2).payload.toString(), isRetained: true };
    await comesLater(system, provider.caps.retains ? [retained] : []);
    if (provider.clear === undefined) return;
    await provider.clear("test/kept");
    await comesLater(system, []);
  });
}

/** One that comes later gets that, soon: what a system retains may be stored a moment after it was taken. */
async function comesLater(system: MessagingUnderTest, retained: readonly unknown[]): Promise<void> {
  const payload = message(4).payload.toString();
  await vi.waitFor(async () => {
    const late: DeliveredMessage[] = [];
    await system.watch("test/kept", (each) => late.push(each));
    await system.provider.publish("test/kept", message(4));
    await vi.waitFor(() => expect(late.at(-1)?.payload).toBe(payload), PATIENCE);
    expect(late).toEqual([...retained, { kind: "delta", payload, isRetained: false }]);
  }, PATIENCE);
}

function testLoss(open: Open): void {
  it("[MG4, MG5] is down while the messaging system is gone, up again afterwards, and sends nothing of that time later", async () => {
    await using system = await open();
    await isUp(system);
    const { provider } = system;
    const states: string[] = [];
    const stop = provider.onState((state) => states.push(state));
    const delivered: string[] = [];
    await system.watch("test/loss", ({ payload }) => delivered.push(payload));
    await system.kill();
    // A provider of single requests finds out when it makes one.
    await vi.waitFor(async () => {
      await provider.publish("test/loss", message(1)).catch(() => undefined);
      expect(provider.state).toBe("down");
    }, PATIENCE);
    await expect(provider.publish("test/loss", message(1))).rejects.toMatchObject({ code: "unavailable" });
    await system.start();
    await isUp(system);
    expect(states).toEqual(["down", "up"]);
    stop();
    await vi.waitFor(
      async () => {
        await provider.publish("test/loss", message(1_000));
        expect(delivered).toContain(message(1_000).payload.toString());
      },
      { ...PATIENCE, interval: 300 },
    );
    expect(new Set(delivered)).toEqual(new Set([message(1_000).payload.toString()]));
  });

  it("[MG7] is down when it is closed, rejects what follows, and may be closed again", async () => {
    await using system = await open();
    await isUp(system);
    const { provider } = system;
    await provider.close();
    await provider.close();
    expect(provider.state).toBe("down");
    await expect(provider.publish("test/closed", message(1))).rejects.toMatchObject({ code: "unavailable" });
  });
}

function testPublishing(open: Open): void {
  it("[MG10, MG11] puts a feed into a room: delta follows on delta, and a client shows what the feed does", async () => {
    await using system = await open();
    await isUp(system);
    using market = new ChangingFeed();
    const { hub, feed } = market;
    const client = new RoomClient(feed);
    await system.watch("test/market", (each) => client.take(each));
    const published = publishFeed({ hub, feed, room: "test/market", provider: system.provider });
    await vi.waitFor(() => expect(published.counters.deltas).toBeGreaterThan(15), PATIENCE);
    await vi.waitFor(() => market.isShownBy(client), PATIENCE);
    expect(client.counters).toMatchObject({ repaired: 0, outOfOrder: 0 });
    expect(published.counters).toMatchObject({ failed: 0, hints: 0 });
    published.close();
  });
}

function testRestart(open: Open): void {
  it("[MG14] carries on when the messaging system is killed under load: nothing missed, nothing out of order", async () => {
    await using system = await open();
    await isUp(system);
    using market = new ChangingFeed();
    const { hub, feed } = market;
    const client = new RoomClient(feed);
    const { provider } = system;
    await system.watch("test/restart", (each) => client.take(each));
    const published = publishFeed({ hub, feed, room: "test/restart", provider });
    for (let round = 0; round < 2; round += 1) {
      const before = published.counters.deltas;
      await vi.waitFor(() => expect(published.counters.deltas).toBeGreaterThan(before + 5), PATIENCE);
      await system.kill();
      await vi.waitFor(() => expect(provider.state).toBe("down"), PATIENCE);
      await system.start();
      const { seq } = feed;
      await isUp(system);
      await vi.waitFor(() => expect(seqOf(client)).toBeGreaterThanOrEqual(seq), PATIENCE);
      if (provider.caps.retains) await hasRetained(system, market, seq);
    }
    await vi.waitFor(() => market.isShownBy(client), PATIENCE);
    expect(client.counters.outOfOrder).toBe(0);
    published.close();
  });
}

/** For one that comes later there is soon a snapshot that was made after the return. */
async function hasRetained(system: MessagingUnderTest, { feed }: ChangingFeed, since: number): Promise<void> {
  await vi.waitFor(async () => {
    const late = new RoomClient(feed);
    await system.watch("test/restart", (each) => late.take(each));
    await vi.waitFor(() => expect(late.messages.length).toBeGreaterThan(0), PATIENCE);
    const [first] = late.messages;
    expect(first).toMatchObject({ kind: "snapshot", isRetained: true });
    expect(integerAt(decodeObject(first?.payload ?? ""), "seq")).toBeGreaterThanOrEqual(since);
  }, PATIENCE);
}

function seqOf({ cursor }: RoomClient): number {
  return Number(cursor?.split(":")[1] ?? -1);
}
