// The tabs of one browser tell one another who it is, whatever the platform lets them use.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  joinedPlayer,
  markJoined,
  watchJoined,
  type JoinedPlayer,
  type TabPlatform,
} from "../../src/stores/joined.ts";

class FakeDocument extends EventTarget {
  hidden = false;
}

class PageTransition extends Event {
  readonly persisted: boolean;
  constructor(type: string, persisted: boolean) {
    super(type);
    this.persisted = persisted;
  }
}

class Storage extends Event {
  readonly key: string;
  readonly newValue: string | null;
  constructor(key: string, newValue: string | null) {
    super("storage");
    this.key = key;
    this.newValue = newValue;
  }
}

const kept = new Map<string, string>();
const storage = {
  get length() {
    return kept.size;
  },
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
const stops: (() => void)[] = [];

beforeEach(() => vi.stubGlobal("localStorage", storage));
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  kept.clear();
  vi.unstubAllGlobals();
});

/** A tab of the browser that has this channel. */
function openTab(name: string | undefined) {
  const told: JoinedPlayer[] = [];
  const channels: BroadcastChannel[] = [];
  const platform = {
    page: new EventTarget(),
    document: new FakeDocument(),
    openChannel() {
      if (name === undefined) return undefined;
      const channel = new BroadcastChannel(name);
      channels.push(channel);
      return channel;
    },
  } satisfies TabPlatform;
  stops.push(watchJoined("f1", (playerId) => told.push(playerId), platform));
  return { ...platform, told, channels };
}

const newName = (): string => `tabs-${crypto.randomUUID()}`;

it("a join is kept and reaches the other tabs of its family", async () => {
  const name = newName();
  const [first, second] = [openTab(name), openTab(name)];
  markJoined("f2", "q", () => new BroadcastChannel(name));
  markJoined("f1", "p", () => new BroadcastChannel(name));
  await vi.waitFor(() => expect([first.told, second.told]).toEqual([["p"], ["p"]]));
  expect(joinedPlayer("f1")).toBe("p");
  markJoined("f1", null, () => new BroadcastChannel(name));
  await vi.waitFor(() => expect(first.told).toEqual(["p", null]));
  expect(joinedPlayer("f1")).toBeNull();
});

it("a storage event tells where there is no channel", () => {
  const { page, told } = openTab(undefined);
  page.dispatchEvent(new Storage("hydra.joined.f1", "p"));
  page.dispatchEvent(new Storage("hydra.joined.f2", "q"));
  page.dispatchEvent(new Storage("hydra.theme", "dark"));
  page.dispatchEvent(new Storage("hydra.joined.f1", null));
  expect(told).toEqual(["p", null]);
});

it("the channel tells where storage is denied", async () => {
  vi.stubGlobal("localStorage", {
    get length(): number {
      throw new DOMException("denied", "SecurityError");
    },
  });
  const name = newName();
  const { told } = openTab(name);
  markJoined("f1", "p", () => new BroadcastChannel(name));
  await vi.waitFor(() => expect(told).toEqual(["p"]));
  expect(joinedPlayer("f1")).toBeUndefined();
});

it("a page that is kept for coming back holds no channel, and looks again when it does", async () => {
  const name = newName();
  const { page, told, channels } = openTab(name);
  page.dispatchEvent(new PageTransition("pagehide", true));
  markJoined("f1", "p", () => new BroadcastChannel(name));
  page.dispatchEvent(new PageTransition("pageshow", false));
  expect(channels).toHaveLength(1);
  page.dispatchEvent(new PageTransition("pageshow", true));
  expect(channels).toHaveLength(2);
  expect(told).toEqual(["p"]);
  markJoined("f1", "q", () => new BroadcastChannel(name));
  await vi.waitFor(() => expect(told).toEqual(["p", "q"]));
});

it("a tab that is seen again looks at what is kept, or asks when nothing can tell it", () => {
  const { document, told } = openTab(undefined);
  kept.set("hydra.joined.f1", "p");
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  expect(told).toEqual(["p"]);
  vi.stubGlobal("localStorage", null);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(told).toEqual(["p", undefined]);
  const connected = openTab(newName());
  connected.document.dispatchEvent(new Event("visibilitychange"));
  expect(connected.told).toEqual([]);
});

it("a tab that is left is told nothing more", async () => {
  const name = newName();
  const [left, stays] = [openTab(name), openTab(name)];
  stops.shift()?.();
  markJoined("f1", "p", () => new BroadcastChannel(name));
  left.page.dispatchEvent(new Storage("hydra.joined.f1", "p"));
  await vi.waitFor(() => expect(stays.told).toEqual(["p"]));
  expect(left.told).toEqual([]);
});
