import { describe, expect, it } from "vitest";
import { reportFanOut, type Sample } from "../src/fan-out/report.ts";
import { parseOptions } from "../src/options.ts";

/** A hundred deliveries. */
function sample(cpuUs: number, making?: Sample["making"]): Sample {
  const times = { p50Ms: 1, p95Ms: 1, p99Ms: 1, worstMs: 1, elapsedMs: 1_000, loadCpuUs: 1 };
  const figures = { count: 100, bytes: 100, errors: 0, ended: 0, ...times };
  return { figures, cpuUs, cpuShare: 0.1, ...(making === undefined ? {} : { making }) };
}

describe("the report of a fan-out", () => {
  it("compares a delivery alone, the whole server with a peer that stores too, and with one that does not", () => {
    const making = { ownCpuUs: 300, peerCpuUs: 200 };
    const samples = new Map([
      ["Hydra WebSocket", [sample(1_300, making), sample(2_600, { ownCpuUs: 600, peerCpuUs: 400 })]],
      ["node:net, as WebSocket", [sample(800), sample(1_600)]],
    ]);
    const crowds = [{ label: "Hydra WebSocket", isOwn: true, lane: "websocket" as const }];
    const { claims = [], tables } = reportFanOut(parseOptions(["--seconds", "1"]), crowds, samples);
    const beside = claims.filter(
      ({ what }) => what.startsWith("Hydra WebSocket") && what.includes("node:net"),
    );
    expect(beside.map(({ measured, holds }) => [measured, holds])).toEqual([
      ["1.25", false],
      ["1.30", false],
      ["1.63", false],
    ]);
    expect(tables[1]?.rows.map((row) => row.at(-1))).toEqual(["1.50", "1.00"]);
  });

  it("holds nothing to be met that was not measured", () => {
    const { claims = [] } = reportFanOut(parseOptions([]), [], new Map());
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.every(({ holds }) => !holds)).toBe(true);
  });
});
