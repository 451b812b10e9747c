// A whole visit to the lab, on a real server: bots, weather, lanes and a run to its verdict, and what is given back.
import { startServer } from "@hydra/server";
import { parseRecording, replay } from "@hydra/measure";
import { clearWeather, putWeather } from "@hydra/client";
import { type ErrorCode, TRAITS, TRANSPORTS, WEATHERS } from "@hydra/protocol";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Lab as Visit } from "../../../src/stores/lab/lab.ts";
import { DEFAULT_SET_UP, type RunResult, type SetUp } from "@hydra/lab";
import { openBrowser, until } from "../../browser.ts";

const server = await startServer();
const browser = openBrowser(server.url);
const { Lab } = await import("../../../src/stores/lab/lab.ts");
const { findPlace } = await import("../../../src/stores/lab/place.ts");

const leaving = new AbortController();
const visits: Visit[] = [];
afterEach(() => {
  browser.setHidden(false);
  for (const lab of visits.splice(0)) lab.close();
});
afterAll(async () => {
  leaving.abort();
  await server.close();
});

/** Short enough for a test; the page itself takes no run under 5 s. */
const BRIEF: SetUp = { ...DEFAULT_SET_UP, hitsPerSecond: 50, bots: 5, pollIntervalMs: 250, runSeconds: 1 };

async function enter(part: Partial<SetUp> = {}, familyId: string | null = null, protocol = "http:") {
  const api = { baseUrl: server.url, signal: leaving.signal };
  const place = await findPlace({
    api,
    location: { hostname: "127.0.0.1", protocol },
    familyId,
    page: new EventTarget(),
  });
  const troubles: ErrorCode[] = [];
  const lab = new Lab({
    place,
    setUp: { ...BRIEF, ...part },
    onTrouble: (code) => troubles.push(code),
    onCrowded: () => undefined,
  });
  visits.push(lab);
  return { lab, place, troubles };
}

const untilHeld = (lab: Visit): Promise<void> =>
  until(() =>
    expect([lab.traffic, lab.weather].map(({ store }) => store.getState().type)).toEqual(["held", "held"]),
  );

/** Turns of a timer that is as slow as the one for figures, and was set later. */
function turns(count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      resolve();
    }, 250);
  });
}

const refusalOf = (lab: Visit) => {
  const state = lab.run.store.getState();
  return state.type === "refused" ? state.refusal : undefined;
};

describe("a visit", () => {
  it("calls its network by no weather's name where there is none, as over https", async () => {
    const { lab, place } = await enter({ weather: "4g", slow: "sse" }, null, "https:");
    expect(place.hasWeather).toBe(false);
    expect(lab.setUp).toMatchObject({ weather: "none", slow: null, runSeconds: 1 });
  });

  it("runs to a verdict that a replay of its recording confirms", async () => {
    const { lab, place, troubles } = await enter();
    await untilHeld(lab);
    await lab.run.start();
    const state = lab.run.store.getState();
    const result = state.type === "done" ? state.result : undefined;
    expect(result).toMatchObject({
      familyId: place.familyId,
      ending: { isSame: true },
      setUp: { runSeconds: 1 },
    });
    expect(result?.table.map(({ lane }) => lane)).toEqual(TRANSPORTS);
    for (const row of result!.table) {
      expect(row).toMatchObject({ missed: 0, repeated: 0 });
      expect(row.shown).toBeGreaterThan(0);
    }
    expect(Object.keys(result!.ending.cursors)).toEqual(TRANSPORTS);
    const events = parseRecording(JSON.parse(JSON.stringify(result!.recording))).events;
    expect(replay(events).table(result!.at)).toEqual(result!.table);
    // The bots stopped with the run.
    expect(lab.store.getState()).toMatchObject({ isTrafficOn: false });
    expect(troubles).toEqual([]);
  });

  it("shows figures of all lanes before any run, and begins them anew on request", async () => {
    const { lab } = await enter();
    const rows = () => lab.figures.getState().table;
    await until(() => expect(rows().map(({ shown }) => shown > 5)).toEqual(TRANSPORTS.map(() => true)));
    const before = rows().reduce((sum, { shown }) => sum + shown, 0);
    lab.clearFigures();
    expect(rows().reduce((sum, { shown }) => sum + shown, 0)).toBeLessThan(before);
  });

  it("draws nothing while the page is out of sight", async () => {
    const { lab } = await enter();
    await until(() => expect(lab.figures.getState().table[0]?.shown).toBeGreaterThan(0));
    browser.setHidden(true);
    const drawn = lab.figures.getState();
    await untilHeld(lab);
    await turns(3);
    expect(lab.figures.getState()).toBe(drawn);
    browser.setHidden(false);
    await until(() => expect(lab.figures.getState()).not.toBe(drawn));
  });
});

describe("the set-up", () => {
  it("changes what the bots do a moment later, with the last of several changes", async () => {
    const { lab } = await enter();
    await untilHeld(lab);
    lab.change({ bots: 7 });
    lab.change({ hitsPerSecond: 9 });
    await until(() => expect(lab.store.getState().bots).toMatchObject({ bots: 7, hitsPerSecond: 9 }));
    expect(lab.setUp).toMatchObject({ bots: 7, hitsPerSecond: 9 });
  });

  it("stays as it is while a run is under way, but for pauses", async () => {
    const { lab } = await enter();
    const run = lab.run.start();
    lab.change({ bots: 9 });
    expect(lab.setUp.bots).toBe(BRIEF.bots);
    lab.setPaused("sse", true);
    expect(lab.setUp.paused).toEqual(["sse"]);
    await run;
    lab.change({ bots: 9 });
    expect(lab.setUp.bots).toBe(9);
  });

  it("with a number that cannot be used starts no run, and does once it can", async () => {
    const { lab } = await enter();
    lab.setInvalid("bots", true);
    await lab.run.start();
    expect(refusalOf(lab)).toBe("not-set-up");
    lab.setInvalid("bots", false);
    await lab.run.start();
    expect(lab.run.store.getState().type).toBe("done");
  });

  it("without a lane starts no run", async () => {
    const { lab } = await enter({ paused: TRANSPORTS });
    await lab.run.start();
    expect(refusalOf(lab)).toBe("not-set-up");
  });

  it("of a tunnel cuts all lanes when it is chosen", async () => {
    const { lab, troubles } = await enter({
      paused: TRANSPORTS.filter((name) => TRAITS[name].mode === "asking"),
    });
    const states = (): string[] => Object.values(lab.store.getState().connections).map(({ type }) => type);
    await untilHeld(lab);
    const { length } = TRANSPORTS.filter((name) => TRAITS[name].mode === "streaming");
    await until(() => expect(states()).toEqual(Array.from({ length }, () => "live")));
    lab.change({ weather: "tunnel" });
    await until(() => expect(states()).not.toContain("live"));
    expect(troubles).toEqual([]);
  });
});

describe("two labs", () => {
  it("at once have bots and a weather each, on one family too, and both run", async () => {
    const { lab: first, place } = await enter({ weather: "3g" });
    const { lab: second, place: other } = await enter({ paused: ["mqtt"] }, place.familyId);
    expect(other.lanesUrl).not.toBe(place.lanesUrl);
    await Promise.all([untilHeld(first), untilHeld(second)]);
    await Promise.all([first.run.start(), second.run.start()]);
    const [slow, quick] = [first, second].map(({ run }) => run.store.getState());
    if (slow?.type !== "done" || quick?.type !== "done") throw new Error("a run was refused");
    const freshest = ({ table }: RunResult): number =>
      Math.min(...table.map(({ staleness }) => staleness?.p50Ms ?? Infinity));
    expect(freshest(slow.result)).toBeGreaterThanOrEqual(WEATHERS["3g"].delayMs / 2);
    expect(freshest(slow.result)).toBeGreaterThan(freshest(quick.result));
  });

  it("one after the other are at the same ports", async () => {
    const { lab, place } = await enter();
    await untilHeld(lab);
    lab.close();
    await until(() => expect(lab.weather.store.getState().type).toBe("free"));
    const { place: next } = await enter();
    expect(next.lanesUrl).toBe(place.lanesUrl);
  });
});

it("goes on at other ports, from what it shows, when the server has given its own away", async () => {
  const { lab, place, troubles } = await enter();
  await untilHeld(lab);
  await until(() => expect(Object.keys(lab.store.getState().connections)).toHaveLength(TRANSPORTS.length));
  // As after a long sleep.
  await clearWeather({ baseUrl: server.url }, place.labId);
  const { weatherPort } = place;
  const taken = await putWeather(
    { baseUrl: server.url },
    { labId: "other", weather: WEATHERS["3g"], weatherPort: weatherPort! },
  );
  expect(taken.weatherPort).toBe(weatherPort);
  await until(() => expect(lab.weatherPort).not.toBe(weatherPort));
  await lab.run.start();
  expect(lab.run.store.getState().type).toBe("done");
  expect(troubles).toEqual([]);
  await clearWeather({ baseUrl: server.url }, "other");
});

it("runs where the weather lets some transports through, and shows nothing over the others", async () => {
  const { lab } = await enter({ weather: "no-upgrades" });
  await untilHeld(lab);
  await lab.run.start();
  const state = lab.run.store.getState();
  if (state.type !== "done") throw new Error("the run was refused");
  const lanes = state.result.table.filter(({ shown }) => shown > 0).map(({ lane }) => lane);
  expect(lanes).toEqual(TRANSPORTS.filter((name) => !TRAITS[name].needsUpgrade));
});

it("gives bots and weather back when it is left, and asks for nothing more", async () => {
  const { lab, place } = await enter();
  await untilHeld(lab);
  lab.close();
  await until(() =>
    expect([lab.traffic, lab.weather].map(({ store }) => store.getState().type)).toEqual(["free", "free"]),
  );
  await until(() =>
    expect(Object.values(lab.store.getState().connections).map(({ type }) => type)).toEqual(
      TRANSPORTS.map(() => "closed"),
    ),
  );
  const { lab: next } = await enter({}, place.familyId);
  await untilHeld(next);
});
