// What a person enters: within its range, in a link, in a file.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apply,
  decodeScenario,
  DEFAULT_SCENARIO,
  encodeScenario,
  encodeWhatIf,
  encodeWhatIfCsv,
  parseScenarioNumber,
  publishedIn,
  whatIf,
} from "../src/index.ts";
import { anyScenario, RUN } from "./scenarios.ts";

const ABOUT = {
  prices: { egress: 0.05 },
  link: "http://x/lab?clients=1,000",
  madeAt: "2026-11-29T00:00:00.000Z",
  runFinishedAt: null,
};

describe("a scenario", () => {
  it("[WI5] takes numbers in their ranges, whole ones but for updates a second", () => {
    expect(
      ["1", "100000000", "0", "100000001", "1.5", "", "x"].map((text) =>
        parseScenarioNumber("clients", text),
      ),
    ).toEqual([1, 100_000_000, undefined, undefined, undefined, undefined, undefined]);
    expect(
      ["0.5", "0.0001", "Infinity"].map((text) => parseScenarioNumber("updatesPerSecond", text)),
    ).toEqual([0.5, undefined, undefined]);
  });

  it("[WI6] travels in an address and reads back to the same", () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const params = new URLSearchParams(encodeScenario(scenario).toString());
        expect(decodeScenario(params)).toEqual({ scenario, unusable: [] });
      }),
    );
    expect([...encodeScenario(DEFAULT_SCENARIO).keys()]).toHaveLength(Object.keys(DEFAULT_SCENARIO).length);
  });

  it("[WI6] names what an address has that cannot be used, and is none where it has nothing", () => {
    const params = new URLSearchParams("clients=many&size=10&tls=2&http=3");
    expect(decodeScenario(params)).toEqual({
      scenario: { ...DEFAULT_SCENARIO, updateBytes: 10 },
      unusable: ["clients", "tls", "http"],
    });
    expect(decodeScenario(new URLSearchParams("rate=20&poll=3000"))).toEqual({
      scenario: null,
      unusable: [],
    });
  });

  it("[WI14] begins with what a run published", () => {
    expect(publishedIn(RUN)).toEqual({ updatesPerSecond: 12, updateBytes: 528 });
    expect(publishedIn({ ...RUN, lanes: [] })).toBeUndefined();
    expect(publishedIn({ ...RUN, versions: 0 })).toBeUndefined();
  });
});

describe("a what-if as a file", () => {
  const answer = whatIf({ scenario: DEFAULT_SCENARIO, run: RUN, prices: ABOUT.prices });

  it("[WI38] has as JSON the scenario, all prices, and figures that can be opened", () => {
    const read = JSON.parse(encodeWhatIf(answer, ABOUT)) as Record<string, unknown>;
    expect(read).toMatchObject({
      format: "hydra-what-if",
      version: 1,
      link: ABOUT.link,
      scenario: DEFAULT_SCENARIO,
    });
    expect(read["prices"]).toContainEqual(
      expect.objectContaining({ id: "egress", usd: 0.05, isEdited: true }),
    );
    expect(read["lanes"]).toEqual(JSON.parse(JSON.stringify(answer.lanes)));
  });

  it("[WI39] has as CSV one figure or bound a row, with its formula and its values", () => {
    const lines = encodeWhatIfCsv(answer, ABOUT).trimEnd().split("\r\n");
    const bounds = answer.lanes.reduce((count, { limits }) => count + limits.length, 0);
    expect(lines).toHaveLength(
      1 + answer.lanes.length * 10 + bounds + answer.hosted.length + answer.hostedLimits.length,
    );
    const requests = lines.find((line) => line.startsWith("polling,requests a second,"));
    expect(requests).toContain(
      '"pages in sight, of all clients [700] × exchanges a second of one page [0.3333/s]"',
    );
    expect(requests).toContain('"http://x/lab?clients=1,000"');
    expect(lines.filter((line) => line.includes("files-1024") && line.includes("getrlimit"))).toHaveLength(6);
  });

  it("[WI2] has no operation that a reader of the file cannot do again", () => {
    expect([
      apply("excess", [1, 3]),
      apply("round-up", [1.2]),
      apply("power", [2, 3]),
      apply("sum", [1, null]),
    ]).toEqual([0, 2, 8, null]);
  });
});
