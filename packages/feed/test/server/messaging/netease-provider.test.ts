// The service's own rules, which the contract suite does not ask: signatures, rooms, caps, a block, addresses.
import { describe, expect, it, vi } from "vitest";
import {
  createNeteaseProvider,
  publishFeed,
  type NeteaseProvider,
  type NeteaseProviderOptions,
} from "../../../src/server/messaging/index.ts";
import { ChangingFeed } from "../../../src/testing/changing-feed.ts";
import { APP, NeteaseService, type Attachment } from "../../../src/testing/netease-service.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };
const DELTA = { kind: "delta", cursor: "e:1", payload: Buffer.from('{"type":"delta"}') } as const;

function provide(
  service: NeteaseService,
  options: Partial<NeteaseProviderOptions> = {},
): NeteaseProvider & AsyncDisposable {
  const provider = createNeteaseProvider({ ...APP, origin: service.origin, retryMs: 50, ...options });
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.close() });
}

async function isUp(provider: NeteaseProvider): Promise<void> {
  await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
}

function actions(service: NeteaseService, action: string) {
  return service.calls.filter((call) => call.action === action);
}

describe("a signed call", () => {
  it("[MG30] is taken by a service that checks each signature, and refuses one that it has seen", async () => {
    await using service = await NeteaseService.open();
    await using provider = provide(service);
    await isUp(provider);
    for (let n = 0; n < 5; n += 1) await provider.publish("test/a", DELTA);
    expect(service.calls.map(({ code }) => code)).toEqual([200, 200, 200, 200, 200, 200, 200]);
  });

  it.each([
    ["another secret", { appSecret: "cafe02" }],
    ["another key", { appKey: "fedcba" }],
    ["a clock that is six minutes late", { now: () => Date.now() - 6 * 60_000 }],
    ["an account that is not there", { account: "another" }],
  ])(
    "[MG30] is refused by it with %s: the provider is not up, and onError has the reason",
    async (_name, wrong) => {
      await using service = await NeteaseService.open();
      const errors: unknown[] = [];
      await using provider = provide(service, { ...wrong, onError: (error) => errors.push(error) });
      await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1), PATIENCE);
      expect([provider.state, errors[0]]).toEqual(["down", expect.objectContaining({ code: "refused" })]);
      expect(String(errors[0])).not.toContain("cafe0");
      await expect(provider.publish("test/a", DELTA)).rejects.toMatchObject({ code: "unavailable" });
    },
  );

  it("[MG30] needs settings that are not empty", () => {
    for (const missing of ["appKey", "appSecret", "account"])
      expect(() => createNeteaseProvider({ ...APP, [missing]: "" })).toThrow(
        expect.objectContaining({ code: "invalid-settings" }),
      );
  });

  it("[MG4, MG5] that is not answered in time is given up, and the provider is down until one is", async () => {
    await using service = await NeteaseService.open();
    await using provider = provide(service, { timeoutMs: 200 });
    await isUp(provider);
    service.isSilent = true;
    await expect(provider.publish("test/a", DELTA)).rejects.toMatchObject({ code: "unavailable" });
    expect(provider.state).toBe("down");
    service.isSilent = false;
    await isUp(provider);
  });
});

describe("a room", () => {
  it("[MG31] is made once, by messages that come at once too, and found again by another process", async () => {
    await using service = await NeteaseService.open();
    const roomIds = new Map<string, string>();
    const rooms = {
      find: vi.fn(async (room: string) => roomIds.get(room)),
      save: async (room: string, roomId: string) => void roomIds.set(room, roomId),
    };
    await using first = provide(service, { rooms });
    await isUp(first);
    await Promise.all(["test/a", "test/a", "test/b"].map((room) => first.publish(room, DELTA)));
    expect(rooms.find).toHaveBeenCalledTimes(2);
    await using second = provide(service, { rooms });
    await isUp(second);
    await second.publish("test/a", DELTA);
    const created = actions(service, "chatroom/create.action").map(({ form }) => form["name"]);
    expect([created.length, new Set(created)]).toEqual([2, new Set(["test/a", "test/b"])]);
    expect(new Set(actions(service, "chatroom/sendMsg.action").map(({ form }) => form["roomid"])).size).toBe(
      2,
    );
  });

  it("[MG31] is made anew when the service has it no more", async () => {
    await using service = await NeteaseService.open();
    await using provider = provide(service);
    await isUp(provider);
    await provider.publish("test/a", DELTA);
    service.remove(service.roomIds[0]!);
    await provider.publish("test/a", DELTA);
    await provider.publish("test/a", DELTA);
    expect(actions(service, "chatroom/create.action").length).toBe(2);
    expect(actions(service, "chatroom/sendMsg.action").map(({ code }) => code)).toEqual([200, 404, 200, 200]);
  });

  it("[MG3] gets its messages in the order of the calls although the first takes longer than the second", async () => {
    await using service = await NeteaseService.open();
    await using provider = provide(service);
    await isUp(provider);
    service.delaysMs.push(300, 0);
    const cursors = ["e:1", "e:2"];
    await Promise.all(cursors.map((cursor) => provider.publish("test/a", { ...DELTA, cursor })));
    const attached = actions(service, "chatroom/sendMsg.action").map(({ form }) => form["attach"] ?? "");
    expect(attached.map((attach) => (JSON.parse(attach) as Attachment).cursor)).toEqual(cursors);
  });

  it("[MG32] gets the frame with its cursor and the time, as a message of high priority that is kept nowhere", async () => {
    await using service = await NeteaseService.open();
    const now = Date.now() + 0.75;
    await using provider = provide(service, { now: () => now });
    await isUp(provider);
    await provider.publish("test/a", DELTA);
    const { form } = actions(service, "chatroom/sendMsg.action")[0]!;
    expect(JSON.parse(form["attach"] ?? "")).toEqual({
      msgTime: Math.floor(now),
      cursor: "e:1",
      frame: { type: "delta" },
    });
    expect(form).toMatchObject({
      highPriority: "true",
      needHighPriorityMsgResend: "false",
      skipHistory: "1",
    });
  });

  it("[MG35] has addresses for clients, which are asked for once a minute, and is made for that", async () => {
    await using service = await NeteaseService.open();
    await using provider = provide(service);
    await isUp(provider);
    const addresses = await Promise.all(Array.from({ length: 50 }, () => provider.address("test/a")));
    expect(addresses[0]).toEqual({ roomId: "66", addresses: ["127.0.0.1:8080", "127.0.0.1:8081"] });
    expect(actions(service, "chatroom/requestAddr.action").length).toBe(1);
    expect(actions(service, "chatroom/create.action").length).toBe(1);
    await provider.publish("test/a", DELTA);
    expect(actions(service, "chatroom/create.action").length).toBe(1);
    expect(provider.state).toBe("up");
  });

  it("[MG31, MG35] is made anew once for all that ask for it when the service has it no more", async () => {
    await using service = await NeteaseService.open();
    const roomIds = new Map([["test/a", "12345"]]);
    const rooms = {
      find: async (room: string) => roomIds.get(room),
      save: async (room: string, roomId: string) => void roomIds.set(room, roomId),
    };
    await using provider = provide(service, { rooms });
    await isUp(provider);
    const [{ roomId }] = await Promise.all([provider.address("test/a"), provider.publish("test/a", DELTA)]);
    expect([roomId, roomIds.get("test/a")]).toEqual(["66", "66"]);
    expect(actions(service, "chatroom/create.action").length).toBe(1);
  });
});

describe("the caps", () => {
  it("[MG33] are kept with twenty feeds that change all the time: no call too many, nothing dropped, each at the newest state", async () => {
    await using service = await NeteaseService.open();
    await using provider = provide(service);
    await isUp(provider);
    const feeds = Array.from({ length: 20 }, () => new ChangingFeed());
    const published = feeds.map(({ hub, feed }, index) =>
      publishFeed({ hub, feed, provider, room: `test/${index}` }),
    );
    await vi.waitFor(() => expect(service.roomIds.length).toBe(20), PATIENCE);
    for (const roomId of service.roomIds) service.join(roomId, () => undefined);
    await vi.waitFor(() => expect(service.calls.length).toBeGreaterThan(300), PATIENCE);
    for (const feed of feeds) feed.stop();
    await vi.waitFor(() => {
      const last = new Map(
        actions(service, "chatroom/sendMsg.action").map(({ form }) => [form["roomid"], form["attach"] ?? ""]),
      );
      const cursors = [...last.values()].map((attach) => (JSON.parse(attach) as { cursor: string }).cursor);
      expect(new Set(cursors)).toEqual(new Set(feeds.map(({ feed }) => `${feed.epoch}:${feed.seq}`)));
    }, PATIENCE);
    expect(service.calls.filter(({ code }) => code !== 200)).toEqual([]);
    expect(service.dropped).toBe(0);
    expect(published.map(({ counters }) => counters.failed)).toEqual(feeds.map(() => 0));
    for (const feed of feeds) feed[Symbol.dispose]();
  });

  it("[MG34] once overrun have no call sent until the service answers again", async () => {
    await using service = await NeteaseService.open({ callsPerSecond: 10, blockedMs: 1_100 });
    await using provider = provide(service, { callsPerSecond: 1_000, blockedMs: 1_200 });
    await isUp(provider);
    const errors = await Promise.all(
      Array.from({ length: 150 }, (_, n) =>
        provider.publish(`test/${n}`, DELTA).catch((error: unknown) => error),
      ),
    );
    expect(errors).toContainEqual(expect.objectContaining({ code: "unavailable", serviceCode: 416 }));
    expect(provider.state).toBe("down");
    const calls = service.calls.length;
    await expect(provider.publish("test/0", DELTA)).rejects.toMatchObject({ code: "unavailable" });
    await expect(provider.address("test/0")).rejects.toMatchObject({ code: "unavailable" });
    await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
    expect(service.calls.slice(calls).map(({ action }) => action)).toEqual(["user/getUinfos.action"]);
  });
});
