// What else of the server takes numbers: each that is none is refused by its name, before anything begins.
import { describe, expect, it } from "vitest";
import {
  createDepartures,
  createKeyedFeed,
  createLibrary,
  createLiveness,
  Hub,
} from "../../src/server/index.ts";
import {
  createMqttProvider,
  createNeteaseProvider,
  publishFeed,
  type MessagingProvider,
} from "../../src/server/messaging/index.ts";

const NONE = [0, -1, Number.NaN, "50", null];
const feed = createKeyedFeed({ key: "id" });
const TIMES = { frameIntervalMs: 50, heartbeatIntervalMs: 10_000, maxBehindMs: 10_000, now: Date.now };

/** Each name with each value. */
function each(
  names: readonly string[],
  values: readonly unknown[] = NONE,
): (readonly [name: string, value: unknown])[] {
  return names.flatMap((name) => values.map((value) => [name, value] as const));
}

function providerWith(caps: object): MessagingProvider {
  return {
    caps: { messagesPerSecond: 10, maxBytes: 1_000, retains: false, ...caps },
    state: "up",
    onState: () => () => undefined,
    publish: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

describe("a number that is none", () => {
  it.each(each(Object.keys(TIMES)))("is refused by a hub: %s of %o", (name, value) => {
    expect(() => new Hub({ ...TIMES, [name]: value })).toThrow(`"${name}"`);
  });

  it.each(
    each(
      ["messagesPerSecond", "maxBytes", "retryMs", "connectTimeoutMs", "keepAliveSeconds"],
      [...NONE, 1e12],
    ),
  )("is refused by a provider of MQTT: %s of %o", async (name, value) => {
    const settings = { url: "mqtt://127.0.0.1:1", [name]: value };
    await expect(createMqttProvider(settings)).rejects.toMatchObject({
      code: "invalid-settings",
      message: expect.stringContaining(`"${name}"`) as string,
    });
  });

  it.each(each(["messagesPerSecond", "callsPerSecond", "timeoutMs", "blockedMs", "retryMs"]))(
    "is refused by a provider of chat rooms: %s of %o",
    (name, value) => {
      const settings = { appKey: "a", appSecret: "b", account: "c", [name]: value };
      expect(() => createNeteaseProvider(settings)).toThrow(`"${name}"`);
    },
  );

  it.each(each(["appKey", "appSecret", "account"], [undefined, "", 7]))(
    "is refused by a provider of chat rooms: %s of %o",
    (name, value) => {
      const settings = { appKey: "a", appSecret: "b", account: "c", [name]: value };
      expect(() => createNeteaseProvider(settings)).toThrow("app key");
    },
  );

  it.each(NONE)("is refused by a publisher: %o", (value) => {
    const hub = new Hub(TIMES);
    const publish =
      (options: object, caps: object = {}) =>
      (): unknown =>
        publishFeed({ hub, feed, room: "rows", provider: providerWith(caps), ...options });
    expect(publish({ snapshotIntervalMs: value })).toThrow('"snapshotIntervalMs"');
    expect(publish({}, { messagesPerSecond: value })).toThrow("messagesPerSecond");
    expect(publish({}, { maxBytes: value })).toThrow("maxBytes");
    hub.drain();
  });

  it.each(NONE)("is refused by what feeds and sockets are made of: %o", (value) => {
    expect(() => createLiveness(value as number)).toThrow('"intervalMs"');
    expect(() => createLibrary({ maxPayload: value as number })).toThrow('"maxPayload"');
    if (value !== 0) expect(() => createDepartures(value as number)).toThrow('"initialSeq"');
    expect(() => createKeyedFeed({ key: "id", now: value as unknown as () => number })).toThrow('"now"');
  });
});
