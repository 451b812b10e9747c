import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseCutRequest,
  parseJoinRequest,
  parseLabQuery,
  parseTrafficRequest,
  parseViolationRequest,
  parseWeatherRequest,
  ProtocolError,
} from "../../src/index.ts";

const traffic = { labId: "a", hitsPerSecond: 1.5, bots: 1, seed: 0 };
const network = { delayMs: 0.5, jitterMs: 10_000, bytesPerSecond: 1e9, bufferBytes: 65_536, bufferMs: 0 };
const weather = { ...network, honoursAccelBuffering: true, refusesUpgrades: true, idleMs: 600_000 };

const BODIES: [name: string, parse: (body: unknown) => object, body: object][] = [
  ["a player", parseJoinRequest, { name: "Ada" }],
  ["traffic", parseTrafficRequest, traffic],
  ["a weather", parseWeatherRequest, { labId: "a", weather }],
  ["a cut", parseCutRequest, { labId: "a", cutMs: 60_000 }],
  ["a lab's end", parseLabQuery, { labId: "a" }],
  ["a violation", parseViolationRequest, { violation: "rsv1", target: "ws" }],
];

/** The words of the error, which must be `invalid-body`. */
function refusal(parse: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(parse())}`;
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "invalid-body") return error.message;
    throw error;
  }
}

describe.each(BODIES)("the body of %s", (_name, parse, body) => {
  it("[PR7] is taken without what is not in it", () => {
    expect(parse({ ...body, x: 1, __proto__: { y: 1 } })).toStrictEqual(body);
  });

  it("[PR40] is refused by the name of any member that is missing or null", () => {
    for (const name of Object.keys(body)) {
      const missing = Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
      const words = refusal(() => parse(missing));
      expect(words).toMatch(new RegExp(`^"${name}" must be `));
      expect(refusal(() => parse({ ...body, [name]: null }))).toBe(words);
    }
  });

  it("[PR40] is an object", () => {
    for (const value of [undefined, null, [], [body], "a", 1]) {
      expect(refusal(() => parse(value))).toBe("A JSON object is expected.");
    }
  });

  it("[PR40] throws nothing but invalid-body, whatever its members are", () => {
    const members = fc.record(Object.fromEntries(Object.keys(body).map((name) => [name, fc.anything()])));
    fc.assert(
      fc.property(members, (value) => {
        expect(refusal(() => parse(value))).toMatch(/^(accepted|")/);
      }),
    );
  });
});

describe("members of the lab's bodies", () => {
  it.each([
    [{ labId: "a b" }, '"labId" must be 1 to 64 characters of A-Z a-z 0-9 . _ -.'],
    [{ labId: ["a"] }, '"labId" must be 1 to 64 characters of A-Z a-z 0-9 . _ -.'],
    [{ hitsPerSecond: 0.9 }, '"hitsPerSecond" must be a number from 1 to 5000.'],
    [{ hitsPerSecond: 5_001 }, '"hitsPerSecond" must be a number from 1 to 5000.'],
    [{ hitsPerSecond: Number.NaN }, '"hitsPerSecond" must be a number from 1 to 5000.'],
    [{ hitsPerSecond: "20" }, '"hitsPerSecond" must be a number from 1 to 5000.'],
    [{ bots: 1.5 }, '"bots" must be an integer from 1 to 1000.'],
    [{ bots: 1_001 }, '"bots" must be an integer from 1 to 1000.'],
    [{ seed: -1 }, '"seed" must be an integer from 0 to 4294967295.'],
    [{ seed: 2 ** 32 }, '"seed" must be an integer from 0 to 4294967295.'],
  ])("[PR81] %j is refused", (members, words) => {
    expect(refusal(() => parseTrafficRequest({ ...traffic, ...members }))).toBe(words);
  });

  it.each([
    [null, '"run" must be an object.'],
    [{ runMs: 1_000 }, '"run.runId" must be 1 to 64 characters of A-Z a-z 0-9 . _ -.'],
    [{ runId: "a" }, '"run.runMs" must be an integer from 1 to 3600000.'],
    [{ runId: "a", runMs: 0 }, '"run.runMs" must be an integer from 1 to 3600000.'],
    [{ runId: "a", runMs: 3_600_001 }, '"run.runMs" must be an integer from 1 to 3600000.'],
  ])("[PR131] the run %j is refused", (run, words) => {
    expect(refusal(() => parseTrafficRequest({ ...traffic, run }))).toBe(words);
  });

  it.each([
    [[], '"weather" must be an object.'],
    [{}, '"weather.delayMs" must be a number from 0 to 10000.'],
    [{ ...weather, jitterMs: 10_001 }, '"weather.jitterMs" must be a number from 0 to 10000.'],
    [{ ...weather, bufferBytes: 0.5 }, '"weather.bufferBytes" must be an integer from 0 to 1048576.'],
    [{ ...weather, bufferMs: 10_001 }, '"weather.bufferMs" must be a number from 0 to 10000.'],
    [{ ...weather, refusesUpgrades: 1 }, '"weather.refusesUpgrades" must be true or false.'],
    [{ ...weather, idleMs: -1 }, '"weather.idleMs" must be a number from 0 to 600000.'],
  ])("[PR83] the weather %j is refused", (members, words) => {
    expect(refusal(() => parseWeatherRequest({ labId: "a", weather: members }))).toBe(words);
  });

  it("[PR120] a weather may name its seed, its run and its port, and hold for ever", () => {
    const body = { labId: "a", weather: { ...weather, bufferMs: null } };
    const whole = { ...body, seed: 2 ** 32 - 1, runId: "b", weatherPort: 65_535 };
    expect(parseWeatherRequest(whole)).toEqual(whole);
    expect(parseWeatherRequest(body)).toEqual(body);
    for (const members of [{ seed: -1 }, { runId: "" }, { weatherPort: 0 }])
      expect(() => parseWeatherRequest({ ...whole, ...members })).toThrow(ProtocolError);
  });

  it("[PR120] a weather of a client from before there was a proxy has none", () => {
    const { weather: read } = parseWeatherRequest({ labId: "a", weather: network });
    expect(read).toEqual({ ...network, honoursAccelBuffering: false, refusesUpgrades: false, idleMs: 0 });
  });

  it.each([
    [{ violation: "toString", target: "ws" }, `"violation" must be one of the table's.`],
    [{ violation: "rsv1", target: "other" }, '"target" must be ws or rfc6455.'],
  ])("[PR96] %j is refused", (body, words) => {
    expect(refusal(() => parseViolationRequest(body))).toBe(words);
  });
});
