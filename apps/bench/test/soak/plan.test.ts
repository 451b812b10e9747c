import { TRANSPORTS } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { LABS, planSoak, type SoakEvent } from "../../src/soak/plan.ts";

const HOUR_MS = 3_600_000;
const hour = { lastsMs: HOUR_MS, killEveryMs: 60_000, seed: 1 };
const FAULTS = ["kill", "reboot", "clock", "disk-full", "folder-away"];

const ofTypes = (events: readonly SoakEvent[], ...types: string[]): SoakEvent[] =>
  events.filter(({ type }) => types.includes(type));

describe("the plan of a soak", () => {
  it("is the seed's, and in order", () => {
    expect(planSoak(hour)).toEqual(planSoak(hour));
    expect(planSoak({ ...hour, seed: 2 })).not.toEqual(planSoak(hour));
    const times = planSoak(hour).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(HOUR_MS);
  });

  it("kills every minute until the last quarter, and does nothing to the server after that", () => {
    const plan = planSoak(hour);
    const kills = ofTypes(plan, "kill", "reboot").map(({ atMs }) => atMs);
    expect(kills).toEqual(Array.from({ length: 44 }, (_, minute) => (minute + 1) * 60_000));
    const quiet = ofTypes(plan, "quiet")[0]?.atMs ?? 0;
    expect(quiet).toBe(HOUR_MS * 0.75);
    expect(ofTypes(plan, ...FAULTS).every(({ atMs }) => atMs < quiet)).toBe(true);
    expect(plan.some(({ atMs }) => atMs > quiet + 600_000)).toBe(true);
  });

  it("fills the disk once, takes the folder away once, steps the clock every way", () => {
    const plan = planSoak(hour);
    expect(ofTypes(plan, "disk-full")).toHaveLength(1);
    expect(ofTypes(plan, "folder-away")).toHaveLength(1);
    expect(new Set(plan.map((event) => (event.type === "clock" ? event.step : "")))).toEqual(
      new Set(["", "back", "ahead", "ahead-and-back"]),
    );
  });

  it("has watchers of every transport and every kind of lab come", () => {
    const plan = planSoak(hour);
    const visits = plan.flatMap((event) =>
      event.type === "watcher" ? event.transport : event.type === "lab" ? event.lab : [],
    );
    expect(new Set(visits)).toEqual(new Set([...TRANSPORTS, ...LABS]));
  });

  it("does everything to the server in a minute too, two kills among it", () => {
    const plan = planSoak({ lastsMs: 60_000, killEveryMs: 15_000, seed: 1 });
    expect(ofTypes(plan, "kill", "reboot").map(({ type }) => type)).toEqual(["kill", "reboot"]);
    expect(new Set(plan.map(({ type }) => type))).toEqual(
      new Set([...FAULTS, "quiet", "family", "player", "watcher", "lab"]),
    );
  });
});
