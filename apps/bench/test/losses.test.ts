// Why messages are distinguished by cursors: what the scenario `losses` prints, in short.
import { describe, expect, it } from "vitest";
import { race } from "../src/losses/race.ts";

const SHORT = { rows: 200, rowsPerSecond: 60, seed: 7 };

describe("two clients of a chat room", () => {
  it("[MG36] above its caps: ordered by time, rows are missing and no loss is noticed; by cursor each is, and none are", async () => {
    const { dropped, byTime, byCursor } = await race({ ...SHORT, messagesPerSecond: 30 });
    expect(dropped).toBeGreaterThan(0);
    expect(byTime.missing).toBeGreaterThan(0);
    expect(byTime.noticed).toBe(0);
    expect(byCursor.missing).toBe(0);
    expect(byCursor.noticed).toBeGreaterThan(0);
  });

  it("[MC22] within its caps: nothing is lost or repaired, and the feed is asked only at the beginning", async () => {
    const { messages, dropped, byTime, byCursor } = await race({ ...SHORT, messagesPerSecond: 8 });
    expect({ dropped, byTime }).toEqual({ dropped: 0, byTime: { missing: 0, noticed: 0 } });
    expect(byCursor).toMatchObject({ missing: 0, noticed: 0 });
    expect(messages).toBeGreaterThan(15);
    // Each message is not asked for.
    expect(byCursor.requests).toBeLessThan(messages / 2);
  });
});
