// The set-up in an address: what was chosen comes back, what a stranger wrote is checked.
import { describe, expect, it } from "vitest";
import { WEATHERS } from "@hydra/protocol";
import { decodeSetUp, DEFAULT_SET_UP, encodeSetUp, parseNumber, RANGES, type SetUp } from "../src/set-up.ts";
import { interruptionsIn, WEATHER_CHOICES, weatherOf } from "../src/weather-choice.ts";

const CHOSEN: SetUp = {
  hitsPerSecond: 1_250,
  bots: 3,
  seed: 4_294_967_295,
  delayMs: 75,
  idleSeconds: 5,
  pollIntervalMs: 250,
  runSeconds: 15,
  weather: "custom",
  paused: ["long-polling", "websocket"],
  slow: "sse",
};

const read = (query: string): ReturnType<typeof decodeSetUp> => decodeSetUp(new URLSearchParams(query));

describe("a link", () => {
  it("restores the set-up", () => {
    expect(read(encodeSetUp(CHOSEN).toString())).toEqual({ setUp: CHOSEN, unusable: [] });
  });

  it("names also what is as by default, for defaults may change", () => {
    expect([...encodeSetUp(DEFAULT_SET_UP).keys()]).toEqual([
      "rate",
      "bots",
      "seed",
      "poll",
      "run",
      "weather",
    ]);
  });

  it("of a weather with a number carries that, and the others do not", () => {
    const idle: SetUp = { ...CHOSEN, weather: "idle-timeout", delayMs: 200, idleSeconds: 30 };
    expect(encodeSetUp(idle).toString()).toContain("idle=30");
    expect(read(encodeSetUp(idle).toString())).toEqual({ setUp: idle, unusable: [] });
    expect(encodeSetUp(CHOSEN).has("idle")).toBe(false);
  });

  it.each(["none", "wifi", "4g", "3g", "buffering-proxy", "tunnel", "custom"])(
    "from before there were proxies still has its weather: %s",
    (weather) => expect(read(`weather=${weather}`)).toMatchObject({ setUp: { weather }, unusable: [] }),
  );

  it("without parameters is the default", () => {
    expect(read("")).toEqual({ setUp: DEFAULT_SET_UP, unusable: [] });
  });

  it.each([
    ["rate=1e9", "rate"],
    ["rate=0", "rate"],
    ["rate=20.5", "rate"],
    ["rate=", "rate"],
    ["bots=-1", "bots"],
    ["seed=4294967296", "seed"],
    ["poll=249", "poll"],
    ["run=31536000", "run"],
    ["weather=hail", "weather"],
    ["weather=__proto__", "weather"],
    ["paused=sse,carrier-pigeon", "paused"],
  ])("with %s reports it, and takes the default for it", (query, name) => {
    const { setUp, unusable } = read(`${query}&bots=7`.replace(/^bots=-1&bots=7$/, "bots=-1"));
    expect(unusable).toEqual([name]);
    expect(setUp).toMatchObject(
      name === "paused" ? { paused: ["sse"] } : { runSeconds: 60, hitsPerSecond: 20 },
    );
  });
});

it("takes whole numbers within their ranges, and nothing else", () => {
  const { least, most } = RANGES.hitsPerSecond;
  expect([least, most, 3].map((value) => parseNumber("hitsPerSecond", ` ${value} `))).toEqual([
    least,
    most,
    3,
  ]);
  for (const text of ["", " ", "abc", "0", String(most + 1), "1.5", "Infinity", "NaN", "-3"]) {
    expect(parseNumber("hitsPerSecond", text)).toBeUndefined();
  }
});

it("has the figures behind every weather", () => {
  for (const weather of WEATHER_CHOICES)
    expect(weatherOf({ ...CHOSEN, weather }).bytesPerSecond).toBeGreaterThanOrEqual(0);
  expect(weatherOf({ ...CHOSEN, weather: "3g" })).toBe(WEATHERS["3g"]);
  expect(weatherOf({ ...CHOSEN, weather: "tunnel" })).toBe(WEATHERS.none);
  expect(weatherOf(CHOSEN)).toEqual({ ...WEATHERS.none, delayMs: 75 });
});

it("interrupts a run with tunnels or a portal by its seed and length, and any other not", () => {
  const of = (weather: SetUp["weather"], seed = 1) =>
    interruptionsIn({ ...DEFAULT_SET_UP, weather, seed, runSeconds: 60 });
  expect(of("tunnel").length).toBeGreaterThan(1);
  expect(of("captive-portal")).toHaveLength(1);
  expect(of("tunnel")).toEqual(of("tunnel"));
  expect(of("tunnel", 2)).not.toEqual(of("tunnel"));
  for (const weather of ["none", "3g", "buffering-proxy", "custom"] as const) expect(of(weather)).toEqual([]);
});
