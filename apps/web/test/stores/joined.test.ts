// The tabs of one browser report to one another which player it is, with whatever the platform lets them use.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openTabChannel, type TabChannel } from "@hydra/client";
import { joinedPlayer, markJoined, watchJoined, type JoinedPlayer } from "../../src/stores/joined.ts";

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

/** The tabs of a browser, which may deny them a channel. */
function createBrowser(isDenied = false) {
  const suffix = crypto.randomUUID();
  const opened: TabChannel[] = [];
  const open: typeof openTabChannel = (name, onMessage) => {
    const channel = isDenied
      ? { post: () => undefined, close: () => undefined }
      : openTabChannel(name + suffix, onMessage);
    opened.push(channel);
    return channel;
  };
  const openTab = () => {
    const seen: JoinedPlayer[] = [];
    const [page, document] = [new EventTarget(), new FakeDocument()];
    stops.push(watchJoined("f1", (playerId) => seen.push(playerId), { page, document, open }));
    return { page, document, seen };
  };
  const mark = (familyId: string, playerId: string | null): void => markJoined(familyId, playerId, open);
  return { openTab, mark, opened };
}

it("a join is kept and reaches the other tabs of its family", async () => {
  const { openTab, mark } = createBrowser();
  const [first, second] = [openTab(), openTab()];
  mark("f2", "q");
  mark("f1", "p");
  await vi.waitFor(() => expect([first.seen, second.seen]).toEqual([["p"], ["p"]]));
  expect(joinedPlayer("f1")).toBe("p");
  mark("f1", null);
  await vi.waitFor(() => expect(first.seen).toEqual(["p", null]));
  expect(joinedPlayer("f1")).toBeNull();
});

it("the channel reports where storage is denied", async () => {
  vi.stubGlobal("localStorage", {
    get length(): number {
      throw new DOMException("denied", "SecurityError");
    },
  });
  const { openTab, mark } = createBrowser();
  const { seen } = openTab();
  mark("f1", "p");
  await vi.waitFor(() => expect(seen).toEqual(["p"]));
  expect(joinedPlayer("f1")).toBeUndefined();
});

it("what other pages of this origin post and does not belong here is ignored", async () => {
  const { openTab, mark, opened } = createBrowser();
  const { seen } = openTab();
  openTab();
  for (const message of [null, "f1", { familyId: "f1" }, { familyId: "f1", playerId: 1 }])
    opened[1]?.post(message);
  mark("f1", "p");
  await vi.waitFor(() => expect(seen).toEqual(["p"]));
});

it("a page that is kept for coming back holds no channel, and looks again when it does", async () => {
  const { openTab, mark, opened } = createBrowser();
  const { page, seen } = openTab();
  page.dispatchEvent(new PageTransition("pagehide", true));
  mark("f1", "p");
  page.dispatchEvent(new PageTransition("pageshow", false));
  expect([opened.length, seen]).toEqual([2, []]);
  page.dispatchEvent(new PageTransition("pageshow", true));
  expect([opened.length, seen]).toEqual([3, ["p"]]);
  mark("f1", "q");
  await vi.waitFor(() => expect(seen).toEqual(["p", "q"]));
});

it("a tab that is seen again looks at what is kept, or asks where nothing is", () => {
  const { document, seen } = createBrowser(true).openTab();
  kept.set("hydra.joined.f1", "p");
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  expect(seen).toEqual([]);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  expect(seen).toEqual(["p"]);
  vi.stubGlobal("localStorage", null);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(seen).toEqual(["p", undefined]);
});

it("a tab that is left gets nothing more", async () => {
  const { openTab, mark } = createBrowser();
  const [left, stays] = [openTab(), openTab()];
  stops.shift()?.();
  mark("f1", "p");
  left.document.dispatchEvent(new Event("visibilitychange"));
  await vi.waitFor(() => expect(stays.seen).toEqual(["p"]));
  expect(left.seen).toEqual([]);
});
