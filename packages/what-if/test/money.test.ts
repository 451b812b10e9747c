// Money by hand, and that a price changes nothing but money.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cheapestMonth,
  decodePrices,
  DEFAULT_SCENARIO,
  encodePrices,
  parsePrice,
  PRICES,
  PRICES_READ_ON,
  whatIf,
  type PriceEdits,
  type Scenario,
} from "../src/index.ts";
import { allIn, anyScenario, shownOf } from "./scenarios.ts";

const SCENARIO: Scenario = {
  ...DEFAULT_SCENARIO,
  clients: 10_000,
  hiddenPercent: 0,
  updatesPerSecond: 1,
  updateBytes: 6_000,
  hoursPerDay: 24,
};
const SECONDS = (365.25 / 12) * 86_400;
const MESSAGES = 10_000 * SECONDS;
const MINUTES = (10_000 * SECONDS) / 60;

const answerOf = (prices: PriceEdits = {}, part: Partial<Scenario> = {}) =>
  whatIf({ scenario: { ...SCENARIO, ...part }, run: null, prices });

const hosted = (service: string, prices: PriceEdits = {}): number =>
  answerOf(prices).hosted.find((cost) => cost.service === service)!.month.value!;

const anyEdits = fc
  .uniqueArray(fc.constantFrom(...PRICES.map(({ id }) => id)), { minLength: 1 })
  .chain((ids) => fc.tuple(...ids.map((id) => fc.tuple(fc.constant(id), fc.integer({ min: 0, max: 1_000 })))))
  .map((edits) => Object.fromEntries(edits) as PriceEdits);

describe("prices", () => {
  it("[WI26] have a vendor, an address and the day they were read", () => {
    expect(PRICES_READ_ON).toMatch(/^2026-\d\d-\d\d$/);
    expect(new Set(PRICES.map(({ id }) => id)).size).toBe(PRICES.length);
    for (const { vendor, item, usd, address, sourceDate } of PRICES) {
      expect(vendor.length * item.length).toBeGreaterThan(0);
      expect(usd).toBeGreaterThan(0);
      expect(URL.canParse(address)).toBe(true);
      if (sourceDate !== null) expect(sourceDate).toMatch(/^20\d\d/);
    }
  });

  it("[WI27] that are edited change money, mark it, and change nothing else", () => {
    fc.assert(
      fc.property(anyScenario, anyEdits, (scenario, prices) => {
        const [before, after] = [{}, prices].map((edits) => whatIf({ scenario, run: null, prices: edits }));
        const rest = (answer: typeof before) => answer!.lanes.map(({ month: _month, ...needs }) => needs);
        expect(rest(after)).toEqual(rest(before));
        const used = shownOf(after!)
          .flatMap(allIn)
          .flatMap((figure) =>
            figure.type === "given" && figure.source.type === "price" ? [figure.source] : [],
          );
        for (const { row, isEdited } of used) expect(isEdited).toBe(row in prices);
      }),
      { numRuns: 20 },
    );
    expect(hosted("ably", { "ably-messages": 0 })).toBeLessThan(hosted("ably"));
  });

  it("[WI28] travel in an address, and what is none is named", () => {
    fc.assert(
      fc.property(anyEdits, (edits) => {
        expect(decodePrices(encodePrices(edits))).toEqual({ edits, unusable: [] });
      }),
    );
    const odd = new URLSearchParams(
      "price.egress=-1&price.moon=2&price.server-hour=&price.iot-minutes=0.5&rate=3",
    );
    expect(decodePrices(odd)).toEqual({
      edits: { "iot-minutes": 0.5 },
      unusable: ["price.egress", "price.moon", "price.server-hour"],
    });
    expect([" ", "x", "-1", "1e9", "0", "0.25"].map(parsePrice)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      0,
      0.25,
    ]);
  });
});

describe("money a month", () => {
  it("[WI29] of servers of one's own is whole machines and what they send", () => {
    const lane = (name: string, part: Partial<Scenario> = {}) =>
      answerOf({}, part).lanes.find((other) => other.lane === name)!;
    const sse = lane("sse");
    // 10,000 × 8.79 µs a second are a twelfth of a core: one machine.
    const machine = (365.25 / 12) * 24 * 0.0816;
    expect(sse.month.value).toBeCloseTo(machine + (sse.down.value! * SECONDS * 0.09) / 1e9, 4);
    // 20 frames a second to 400,000 take 70.3 of two cores each: 36 machines.
    const many = lane("sse", { clients: 400_000, updatesPerSecond: 20 });
    expect(many.cores.value).toBeCloseTo(70.32, 6);
    expect(many.month.value).toBeCloseTo(36 * machine + (many.down.value! * SECONDS * 0.09) / 1e9, 2);
    // Memory asks for more where little happens: 3,000,000 × 14.1 KiB are 40.3 GiB, six machines.
    const idle = lane("sse", { clients: 3_000_000, updatesPerSecond: 0.001, hoursPerDay: 1 });
    expect(idle.month.value).toBeCloseTo(6 * machine + (idle.down.value! * (SECONDS / 24) * 0.09) / 1e9, 2);
  });

  it("[WI30] [WI32] of API Gateway is messages of 32 KB, minutes and traffic", () => {
    const down = answerOf().lanes.find(({ lane }) => lane === "websocket")!.down.value!;
    const month = MESSAGES / 1e6 + (MINUTES / 1e6) * 0.25 + (down * SECONDS * 0.09) / 1e9;
    expect(hosted("api-gateway")).toBeCloseTo(month, 3);
  });

  it("[WI30] of IoT Core is messages of 5 KB, those published too", () => {
    const month = ((MESSAGES + SECONDS) * 2 * 1.2) / 1e6 + (MINUTES / 1e6) * 0.096;
    expect(hosted("iot-core")).toBeCloseTo(month, 3);
  });

  it("[WI30] of Web PubSub is units and what goes beyond their messages of 2 KB", () => {
    const days = 365.25 / 12;
    const messages = Math.ceil((MESSAGES * 6_000) / 2_048);
    const month = 10 * days * 1.61 + (messages - 10 * 1e6 * days) / 1e6;
    expect(hosted("web-pubsub")).toBeCloseTo(month, 3);
  });

  it("[WI30] [WI31] of Ably is a package, messages and minutes, all at the first tier's price", () => {
    expect(hosted("ably")).toBeCloseTo(29 + ((MESSAGES + SECONDS) * 2.5) / 1e6 + MINUTES / 1e6, 3);
  });

  it("[WI30] of EMQX is minutes and traffic both ways", () => {
    const { down, up } = answerOf().lanes.find(({ lane }) => lane === "websocket")!;
    const traffic = ((down.value! + up.value!) * SECONDS * 0.15) / 2 ** 30;
    expect(hosted("emqx")).toBeCloseTo((MINUTES / 1e6) * 2 + traffic, 3);
  });

  it("[WI4] is least of the lanes asked for whose figures are known", () => {
    const answer = answerOf();
    const sse = answer.lanes.find(({ lane }) => lane === "sse")!.month.value;
    expect(cheapestMonth(answer, ["sse", "mqtt"])).toBe(sse);
    expect(cheapestMonth(answer, ["mqtt", "websocket-raw"])).toBeNull();
    expect(cheapestMonth(answer, [])).toBeNull();
  });
});
