// Which family a lab uses, against the real server: its own again and again, another one only while that is in use.
import { startServer, type RunningServer } from "@hydra/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findPlace } from "../../../src/stores/lab/place.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A tab's visit to the lab. */
async function visit() {
  const closing = new AbortController();
  const page = new EventTarget();
  const api = { baseUrl: server.url, signal: closing.signal };
  const location = { hostname: "127.0.0.1", protocol: "http:" };
  const { familyId } = await findPlace({ api, location, familyId: null, page });
  return {
    familyId,
    close: () => closing.abort(),
    leave: () => page.dispatchEvent(new Event("pagehide")),
  };
}

describe("[PR121] the lab's weather", () => {
  it("is taken for lanes, and not by a page that has none", async () => {
    const api = { baseUrl: server.url, signal: new AbortController().signal };
    const location = { hostname: "127.0.0.1", protocol: "http:" };
    const page = new EventTarget();
    // More than one network may have.
    for (let visits = 0; visits < 6; visits += 1) {
      const place = await findPlace({ api, location, page, familyId: null, weather: null });
      expect(place).toMatchObject({ hasWeather: false, lanesUrl: server.url });
      expect(place.isWeatherTaken).toBeUndefined();
    }
    expect(await findPlace({ api, location, page, familyId: null })).toMatchObject({ hasWeather: true });
  });
});

describe("the lab's family", () => {
  it("is the same at the next visit, whether the page was closed or left", async () => {
    const first = await visit();
    first.close();
    const second = await visit();
    expect(second.familyId).toBe(first.familyId);
    second.leave();
    const third = await visit();
    expect(third.familyId).toBe(first.familyId);
    third.close();
    second.close();
  });

  it("is another one for each tab that is open, and one of those later", async () => {
    const [first, second] = [await visit(), await visit()];
    expect(second.familyId).not.toBe(first.familyId);
    first.close();
    second.close();
    const [third, fourth] = [await visit(), await visit()];
    expect([third.familyId, fourth.familyId].toSorted()).toEqual(
      [first.familyId, second.familyId].toSorted(),
    );
    third.close();
    fourth.close();
  });

  it("is a new one when the server does not have the old one any more", async () => {
    const gone = [{ familyId: "gone", heldUntil: 0 }];
    localStorage.setItem("hydra.lab-families", JSON.stringify(gone));
    const { familyId, close } = await visit();
    expect(familyId).not.toBe("gone");
    close();
    expect(localStorage.getItem("hydra.lab-families")).not.toContain("gone");
  });

  it.each(["no JSON", "7", "[null, 7, {}]"])("is a new one where %s is kept", async (kept) => {
    localStorage.setItem("hydra.lab-families", kept);
    const { familyId, close } = await visit();
    expect(familyId).not.toBe("");
    close();
  });

  it("is a new one with every visit where nothing can be kept", async () => {
    vi.unstubAllGlobals();
    const first = await visit();
    first.close();
    const second = await visit();
    expect(second.familyId).not.toBe(first.familyId);
    second.close();
  });
});
