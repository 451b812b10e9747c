import { describe, expect, it } from "vitest";
import { verdict, type LaneVerdict, type Need, type Reason, type Verdict } from "../src/index.ts";
import { shortestRunMs } from "../src/statistics/blocks.ts";
import { CONTEXT, table, TRAITS, withBytes, withLane, withSwings } from "./minute.ts";

const laneOf = ({ lanes }: Verdict, lane: string): LaneVerdict => lanes.find((other) => other.lane === lane)!;
const chosen = ({ choices }: Verdict, need: Need): string | undefined =>
  choices.find((choice) => choice.need === need)?.lane;
const codes = (reasons: readonly Reason[]): string[] => reasons.map(({ code }) => code);

describe("a verdict", () => {
  it("[ME73] puts the freshest lane first, and gives what may be between it and the others", () => {
    const { lanes, hitsPerSecond, weather, uncertaintyMs } = verdict(table, CONTEXT);
    expect(lanes.map(({ lane }) => lane)).toStrictEqual(["websocket", "sse", "long-polling", "polling"]);
    expect({ hitsPerSecond, weather, uncertaintyMs }).toStrictEqual({
      hitsPerSecond: 20,
      weather: "4g",
      uncertaintyMs: 2,
    });
    // Two milliseconds are in every block, and are too few to be noticed.
    const [first, second, third] = lanes.map(({ reasons }) => reasons[0]);
    expect(first).toMatchObject({ code: "as-fresh-as", lane: "sse" });
    expect(second).toMatchObject({ code: "as-fresh-as", lane: "websocket" });
    expect(third).toMatchObject({ code: "slower-than", lane: "websocket" });
    const within = second?.code === "as-fresh-as" ? second.within : [];
    expect(within.map(Math.round)).toEqual([2, 2]);
    expect(lanes.map(({ reasons }) => reasons[1]?.code)).toStrictEqual([
      "fresh-enough",
      "fresh-enough",
      "too-slow",
      "too-slow",
    ]);
  });

  it("[ME73] reports that polling waits for its next poll, and skips", () => {
    const { reasons } = laneOf(verdict(table, CONTEXT), "polling");
    expect(reasons).toContainEqual(
      expect.objectContaining({ code: "waits-for-next-poll", pollIntervalMs: 3_000 }),
    );
    const skips = reasons.find(({ code }) => code === "skips-versions");
    expect(skips).toMatchObject({ skipped: 1_180 });
  });

  it("[ME72] works out what one watcher costs a second", () => {
    const { cost } = laneOf(verdict(table, CONTEXT), "polling");
    expect(cost?.requestsPerSecond).toBeCloseTo(20 / 60.14, 1);
    expect(cost?.bytesOutPerSecond).toBeCloseTo(1_000, -2);
    expect(cost?.connectionsBusy).toBeCloseTo(cost!.requestsPerSecond * 0.1, 9);
    expect(laneOf(verdict(table, CONTEXT), "sse").cost).toMatchObject({
      connectionsBusy: 1,
      requestsPerSecond: 0,
    });
  });

  it("[ME74] chooses for each need", () => {
    const result = verdict(table, CONTEXT);
    expect(result.choices.every(({ isFirm }) => isFirm)).toBe(true);
    expect(chosen(result, "freshest")).toBe("sse");
    expect(chosen(result, "fewest-bytes")).toBe("polling");
    expect(chosen(result, "fewest-requests")).toBe("sse");
    expect(chosen(result, "fewest-connections")).toBe("polling");
    expect(chosen(result, "balanced")).toBe("sse");
    expect(chosen(verdict(table, { ...CONTEXT, freshEnoughMs: 5_000 }), "balanced")).toBe("polling");
  });

  it("[ME74] names the lanes that serve a need as well as the one it chooses", () => {
    const alike = (result: Verdict): object =>
      Object.fromEntries(result.choices.map((choice) => [choice.need, choice.alike]));
    expect(alike(verdict(table, CONTEXT))).toStrictEqual({
      freshest: ["websocket"],
      "fewest-bytes": [],
      "fewest-requests": ["websocket"],
      "fewest-connections": [],
      // 620 kB a minute are less than a tenth more than 600.
      balanced: ["websocket"],
    });
    const dear = verdict(table, { ...CONTEXT, blocks: withBytes("sse", 1.2) });
    expect(alike(dear)).toMatchObject({ freshest: ["websocket"], balanced: [] });
    expect(chosen(dear, "balanced")).toBe("websocket");
  });

  it("[ME74] chooses a lane that is taken for a reason of its own only where no other serves as well", () => {
    const lanes = TRAITS.map((traits) => (traits.lane === "sse" ? { ...traits, isSpecial: true } : traits));
    const result = verdict(table, { ...CONTEXT, lanes });
    for (const need of ["freshest", "fewest-requests", "balanced"] as const) {
      expect(result.choices).toContainEqual({
        need,
        lane: "websocket",
        alike: ["sse"],
        unclear: [],
        isFirm: true,
      });
    }
    // Where it alone is fresh, that is what was measured.
    const alone = table.filter(({ lane }) => lane !== "websocket");
    expect(chosen(verdict(alone, { ...CONTEXT, lanes }), "freshest")).toBe("sse");
  });

  it("[ME87] never names the lane that is a lesson, also where it alone is fresh", () => {
    const lanes = TRAITS.map((traits) =>
      traits.lane === "websocket" ? { ...traits, isLesson: true as const } : traits,
    );
    for (const rows of [table, table.filter(({ lane }) => lane !== "sse")]) {
      const { choices } = verdict(rows, { ...CONTEXT, lanes });
      expect(choices.flatMap(({ lane, alike }) => [lane, ...alike])).not.toContain("websocket");
    }
  });

  it("[ME86] advises nothing of a run that is too short to separate lanes, and gives how long one must be", () => {
    const blocks = {
      blockMs: 1_000,
      lanes: CONTEXT.blocks.lanes.map((row) => ({ ...row, blocks: row.blocks.slice(0, 5) })),
    };
    const { choices, caveats } = verdict(table, { ...CONTEXT, blocks });
    expect(choices.map(({ need }) => need)).toEqual(["fewest-connections"]);
    expect(caveats).toContainEqual({ code: "too-short", blocks: 5, needed: 10, neededMs: 30_000 });
  });

  it("[ME86] advises nothing where the others differ clearly and polling, of fewer polls, from none of them", () => {
    const blocks = {
      blockMs: 1_000,
      lanes: CONTEXT.blocks.lanes.map((row) => ({ ...row, blocks: row.blocks.slice(0, 20) })),
    };
    const { choices, caveats } = verdict(table, { ...CONTEXT, blocks });
    // What is chosen in doubt need only be fresh enough.
    expect(choices.map(({ need, lane }) => [need, lane])).toEqual([
      ["fewest-connections", "polling"],
      ["balanced", "sse"],
    ]);
    expect(caveats).toContainEqual(expect.objectContaining({ code: "too-short", neededMs: 30_000 }));
    const pushed = table.filter(({ lane }) => lane !== "polling");
    expect(chosen(verdict(pushed, { ...CONTEXT, blocks }), "freshest")).toBe("sse");
  });

  it.each([
    [11, 1_000, 11_000],
    [11, 3_000, 45_000],
    [11, 10_000, 150_000],
  ])(
    "[ME83] gives for %i repetitions of polls every %i ms a run that has them",
    (needed, pollMs, durationMs) => {
      expect(shortestRunMs(needed, pollMs)).toBe(durationMs);
    },
  );

  it("[ME86] names as unclear, and not as alike, what the run cannot separate from the chosen one", () => {
    const { choices } = verdict(table, { ...CONTEXT, blocks: withSwings("websocket") });
    expect(choices.find(({ need }) => need === "freshest")).toStrictEqual({
      need: "freshest",
      lane: "sse",
      alike: [],
      unclear: ["websocket"],
      isFirm: false,
    });
    expect(choices.find(({ need }) => need === "fewest-requests")).toMatchObject({
      alike: ["websocket"],
      unclear: [],
    });
  });

  it("[ME76] calls no plain lane as fresh as a broker's where the run cannot decide", () => {
    const broker = { lane: "websocket", holdsConnection: true, effort: 4, isSpecial: true, hasBroker: true };
    const lanes = [...TRAITS.slice(0, 3), broker];
    const { reasons } = laneOf(
      verdict(table, { ...CONTEXT, lanes, blocks: withSwings("websocket") }),
      "websocket",
    );
    expect(codes(reasons)).toContain("unclear-beside");
    expect(codes(reasons)).not.toContain("as-good-without-broker");
  });

  it("[ME76] has of a broker's lane what no figure shows, and of a lane with script of its own how much", () => {
    const broker = { lane: "websocket", holdsConnection: true, effort: 4, isSpecial: true, hasBroker: true };
    const lanes = [...TRAITS.slice(0, 3), { ...broker, codeBytes: 5_700 }];
    const mended = withLane("websocket", { repaired: 2, discarded: 3 });
    const { reasons } = laneOf(verdict(mended, { ...CONTEXT, lanes }), "websocket");
    expect(reasons.slice(-5)).toStrictEqual([
      { code: "loads-code", bytes: 5_700 },
      { code: "as-good-without-broker", lane: "sse" },
      { code: "broker-keeps-newest" },
      { code: "resumes-beside-broker", repaired: 2, discarded: 3 },
      { code: "broker-has-caps" },
    ]);
    const alone = mended.filter(({ lane }) => lane !== "sse");
    const fresher = laneOf(verdict(alone, { ...CONTEXT, lanes }), "websocket");
    expect(codes(fresher.reasons)).not.toContain("as-good-without-broker");
    expect(codes(laneOf(verdict(mended, { ...CONTEXT, lanes }), "sse").reasons)).not.toContain("loads-code");
  });

  it("[ME74] gives the costs that count for a lane and against it", () => {
    const result = verdict(table, CONTEXT);
    expect(codes(laneOf(result, "polling").reasons)).toStrictEqual([
      "slower-than",
      "too-slow",
      "waits-for-next-poll",
      "skips-versions",
      "fewest-bytes",
      "more-requests-than",
      "shares-connections",
    ]);
    const { reasons } = laneOf(result, "long-polling");
    expect(reasons).toContainEqual({ code: "more-requests-than", lane: "websocket", factor: null });
    const bytes = reasons.find(({ code }) => code === "more-bytes-than");
    expect(bytes).toMatchObject({ lane: "polling" });
    expect(bytes?.code === "more-bytes-than" && bytes.factor).toBeCloseTo(1_380 / 68, 6);
    expect(codes(laneOf(result, "websocket").reasons)).toStrictEqual([
      "as-fresh-as",
      "fresh-enough",
      "more-bytes-than",
      "holds-connection",
    ]);
    const alone = verdict(
      table.filter(({ lane }) => lane !== "sse"),
      CONTEXT,
    );
    expect(codes(laneOf(alone, "websocket").reasons)).toContain("fewest-requests");
    expect(laneOf(alone, "websocket").reasons[0]).toMatchObject({ code: "freshest", lane: "long-polling" });
  });

  it("[ME71] neither chooses nor compares with a lane that lost something or was hardly measured", () => {
    const lossy = verdict(withLane("websocket", { missed: 1 }), CONTEXT);
    expect(laneOf(lossy, "websocket")).toMatchObject({ isEligible: false });
    expect(lossy.lanes.at(-1)?.lane).toBe("websocket");
    expect(codes(laneOf(lossy, "websocket").reasons)).toContain("loses-updates");
    expect(lossy.choices.map(({ lane }) => lane)).not.toContain("websocket");
    expect(laneOf(lossy, "sse").reasons[0]).toMatchObject({ code: "freshest", lane: "long-polling" });
    const short = verdict(withLane("sse", { staleness: null }), CONTEXT);
    expect(laneOf(short, "sse").reasons[0]).toStrictEqual({
      code: "too-few-versions",
      versions: 0,
      needed: 30,
    });
    expect(laneOf(verdict(withLane("sse", { repeated: 1 }), CONTEXT), "sse").isEligible).toBe(false);
  });

  it("[ME73] reports what else happened to a lane", () => {
    const outages = { count: 2, timed: 2, totalMs: 6_000, worstMs: 5_000, lastMs: 1_000 };
    const { reasons } = laneOf(
      verdict(withLane("sse", { outages, unfinished: 4, cost: null }), CONTEXT),
      "sse",
    );
    expect(reasons).toContainEqual({ code: "had-outages", outages: 2, worstMs: 5_000 });
    expect(reasons).toContainEqual({ code: "left-unfinished", versions: 4 });
    expect(reasons).toContainEqual({ code: "not-in-ledger" });
  });

  it("[ME75] reports when not to believe it", () => {
    expect(verdict(table, CONTEXT).caveats).toStrictEqual([]);
    const uncertain = table.map((row) => ({ ...row, uncertaintyMs: 40 }));
    expect(verdict(uncertain, CONTEXT).caveats).toContainEqual({
      code: "clock-uncertain",
      uncertaintyMs: 40,
      p50Ms: 12,
    });
    expect(verdict(withLane("sse", { unaccounted: 3 }), CONTEXT).caveats).toContainEqual({
      code: "versions-unaccounted",
      versions: 3,
    });
    expect(verdict([], CONTEXT)).toMatchObject({ lanes: [], choices: [], uncertaintyMs: null });
    expect(verdict(table.slice(0, 1), CONTEXT).caveats).toContainEqual({
      code: "nothing-to-compare",
      eligible: 1,
    });
  });

  it("[ME70] is plain JSON", () => {
    const result = verdict(table, CONTEXT);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
  });
});
