import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TransportName } from "../../src/wire/transports.ts";
import {
  PagePresence,
  type PagedConnection,
  type PagePresenceOptions,
} from "../../src/client/page-presence.ts";

class Page extends EventTarget {
  hidden = false;
  prerendering = false;

  show(isShown: boolean): void {
    this.hidden = !isShown;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

interface World extends AsyncDisposable {
  readonly page: Page;
  readonly window: EventTarget;
  /** What the connection was asked to do, in order. */
  readonly calls: string[];
  readonly presence: PagePresence;
}

function open(
  transport: TransportName,
  {
    isHidden = false,
    onLine = true,
    ...options
  }: Partial<PagePresenceOptions> & { isHidden?: boolean; onLine?: boolean } = {},
): World {
  const page = new Page();
  page.hidden = isHidden;
  const window = new EventTarget();
  const network = new EventTarget();
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", window);
  vi.stubGlobal("navigator", { onLine, connection: network });
  const calls: string[] = [];
  const note = (call: string) => (): void => void calls.push(call);
  const connection: PagedConnection = {
    transport,
    auto: undefined,
    switchTo: (to, { isTrial = false } = {}) => {
      calls.push(`${isTrial ? "try" : "switch to"} ${to}`);
      return Promise.reject(new Error("not in this test"));
    },
    stepAside: (to) => calls.push(`step aside to ${to}`),
    pause: note("pause"),
    resume: note("resume"),
    hurry: note("hurry"),
    setOnline: (isOnline) => calls.push(`online ${isOnline}`),
    setInSight: () => {},
  };
  const presence = new PagePresence({ connection, ...options });
  window.addEventListener("network", () => network.dispatchEvent(new Event("change")));
  return {
    page,
    window,
    calls,
    presence,
    [Symbol.asyncDispose]: async () => presence.close(),
  };
}

function pageshow(persisted: boolean): Event {
  return Object.assign(new Event("pageshow"), { persisted });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a connection of a page", () => {
  it.each([
    ["websocket", 30_000],
    ["websocket-raw", 30_000],
    ["sse", 10_000],
    ["long-polling", 10_000],
    ["polling", 10_000],
  ] as const)(
    "[TB2] over %s is paused after %d ms out of sight, and resumed in sight",
    async (transport, limitMs) => {
      await using world = open(transport);
      await vi.advanceTimersByTimeAsync(200);
      expect(world.calls).toEqual(["resume"]);
      world.page.show(false);
      await vi.advanceTimersByTimeAsync(limitMs - 1);
      expect(world.calls).toEqual(["resume"]);
      await vi.advanceTimersByTimeAsync(1);
      expect(world.calls).toEqual(["resume", "pause"]);
      world.page.show(true);
      await vi.advanceTimersByTimeAsync(200);
      expect(world.calls).toEqual(["resume", "pause", "resume"]);
    },
  );

  it("[TB2] opens nothing while the page begins out of sight, or is made ready beforehand", async () => {
    await using hidden = open("websocket", { isHidden: true });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(hidden.calls).toEqual([]);
    hidden.page.hidden = false;
    hidden.page.prerendering = true;
    hidden.page.dispatchEvent(new Event("visibilitychange"));
    expect(hidden.calls).toEqual([]);
    hidden.page.prerendering = false;
    hidden.page.dispatchEvent(new Event("prerenderingchange"));
    expect(hidden.calls).toEqual(["resume"]);
  });

  it("[TB2] is kept where the page needs it", async () => {
    await using world = open("sse", { isKept: () => true });
    await vi.advanceTimersByTimeAsync(200);
    world.page.show(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.calls).toEqual(["resume"]);
  });

  it("[TB3] is paused when frozen, and replaced when thawed", async () => {
    await using world = open("websocket");
    world.page.hidden = true;
    world.page.dispatchEvent(new Event("freeze"));
    expect(world.calls).toEqual(["resume", "pause"]);
    world.page.dispatchEvent(new Event("resume"));
    expect(world.calls).toEqual(["resume", "pause", "pause"]);
    world.page.show(true);
    expect(world.calls.at(-1)).toBe("resume");
  });

  it("[TB4] is paused when the page is left, and resumed from the back/forward cache", async () => {
    await using world = open("websocket");
    world.window.dispatchEvent(new Event("pagehide"));
    world.window.dispatchEvent(pageshow(false));
    expect(world.calls).toEqual(["resume", "pause"]);
    world.window.dispatchEvent(pageshow(true));
    expect(world.calls).toEqual(["resume", "pause", "resume"]);
  });

  it("[HI1] [HI3] gets the platform's hints", async () => {
    await using world = open("websocket", { onLine: false });
    for (const hint of ["online", "offline"]) world.window.dispatchEvent(new Event(hint));
    world.window.dispatchEvent(new Event("network"));
    expect(world.calls).toEqual(["online false", "resume", "online true", "online false", "hurry"]);
  });

  it("[TB6] makes room for pages that were there before, and reports with what", async () => {
    const messages: unknown[] = [];
    const others = new BroadcastChannel("hydra.connections");
    others.addEventListener("message", ({ data }) => messages.push(data));
    vi.useRealTimers();
    const crowded: TransportName[] = [];
    await using world = open("sse", { onCrowded: (transport) => crowded.push(transport) });
    for (const id of ["a", "b", "c", "d"]) others.postMessage({ type: "holding", id, since: 1 });
    await vi.waitFor(() => expect(crowded).toEqual(["sse"]));
    expect(world.calls).toEqual(["try websocket", "step aside to polling", "resume"]);
    expect(messages).toContainEqual({ type: "in-sight", id: expect.any(String) as string });
    others.close();
  });

  it("stops with the page", () => {
    const world = open("sse");
    world.presence.close();
    world.page.show(false);
    world.window.dispatchEvent(new Event("online"));
    expect(world.calls).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
