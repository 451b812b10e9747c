// A broker that retains what its feed has not any more, as after the server alone was put back from a copy: the same epoch, and a state of a
// future that is gone. Of what takes five seconds twice: until a quiet room is doubted (MC16), and until a server that lags would have come (BH2).
import { expect, it, vi } from "vitest";
import { createConnection, type Connection, type KeyedView } from "../../../src/client/index.ts";
import { digestOf } from "../../../src/testing/digest-of.ts";
import type { ResumeReport } from "../../../src/client/connection-types.ts";
import { RoomBroker, TOPIC } from "./room-broker.ts";
import { watchRoom } from "./watched-room.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };
const LATER = 1_000;

interface Watched extends Disposable {
  readonly connection: Connection<KeyedView>;
  readonly reports: readonly ResumeReport[];
  readonly price: () => unknown;
}

function watch(broker: RoomBroker): Watched {
  const reports: ResumeReport[] = [];
  const connection = createConnection({
    url: broker.feedUrl,
    transport: "mqtt",
    messaging: { url: broker.url, topic: TOPIC },
    onResume: (report) => reports.push(report),
  });
  const price = (): unknown => (connection.view?.rows[0] as { price?: unknown } | undefined)?.price;
  return { connection, reports, price, [Symbol.dispose]: () => connection.close() };
}

/** What a server that is gone published last: signed, and of this feed's epoch. */
async function retainLater(broker: RoomBroker): Promise<void> {
  const rows = [{ symbol: "ACME", price: 99 }];
  const { epoch } = broker.cursor;
  const seq = broker.cursor.seq + LATER;
  const frame = {
    type: "snapshot",
    epoch,
    seq,
    publishedAt: 1,
    digest: digestOf({}, rows),
    key: "symbol",
    rows,
  };
  await broker.send("snapshot", JSON.stringify(frame));
}

it(
  "[MC18, MC16, BH3] is not stuck to: clients go back to what the feed has, also where nothing is published",
  { timeout: 120_000 },
  async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    await retainLater(broker);
    using watched = watch(broker);
    await vi.waitFor(() => expect(watched.price()).toBe(99), PATIENCE);
    await vi.waitFor(() => expect(watched.price()).toBe(1), PATIENCE);
    expect(watched.connection.view?.cursor).toEqual(broker.cursor);
    expect(watched.reports.at(-1)).toMatchObject({ resumed: false, missed: 1, repeated: 0, verified: true });
    // The room is followed from there.
    broker.change(2);
    await broker.retain();
    broker.change(3);
    await broker.publish();
    await vi.waitFor(() => expect(watched.price()).toBe(3), PATIENCE);
    expect(watched.connection.counters).toMatchObject({ missed: 1, repeated: 0, diverged: 0 });
  },
);

it("[MC16] is doubted within seconds of what the room brings from before, however long it was quiet", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    await using broker = await RoomBroker.open();
    broker.change(1);
    const earlier = [broker.cursor, broker.prices.frameSince(undefined).body] as const;
    broker.change(2);
    const delta = broker.prices.frameSince(earlier[0]).body;
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    // Ever more rarely.
    for (const second of [5, 10, 20]) {
      await vi.advanceTimersByTimeAsync(1_000 * second);
      expect(await watched.next()).toMatchObject({ type: "unchanged" });
    }
    const asked = broker.asked.length;
    // As of a server that has just come up: 40 s before the next check.
    await broker.send("snapshot", earlier[1]);
    await broker.send("delta", delta);
    await vi.waitFor(() => expect(watched.counts.stale).toBe(1));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(broker.asked.length).toBe(asked);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await watched.next()).toMatchObject({ type: "unchanged" });
    expect(broker.asked.length).toBe(asked + 1);
  } finally {
    vi.useRealTimers();
  }
});
