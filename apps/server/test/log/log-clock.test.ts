import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LogClock } from "../../src/log/log-clock.ts";

const START = 1_795_000_000_000;
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** A machine whose wall clock can be set, and that can sleep. */
class Machine {
  wallShiftMs = 0;
  readonly lines: string[] = [];
  readonly clock: LogClock;
  #elapsedMs = 500;
  #sleptMs = 0;

  constructor() {
    this.clock = new LogClock({
      onWarning: (line) => this.lines.push(line),
      sources: {
        elapsedMs: () => this.#elapsedMs,
        uptimeMs: () => 90_000 + this.#elapsedMs + this.#sleptMs,
        wallMs: () => START - 500 + this.#elapsedMs + this.#sleptMs + this.wallShiftMs,
      },
    });
  }

  [Symbol.dispose](): void {
    this.clock.close();
  }

  /** Lets time pass, in steps as the clock's own timer sees them. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 100) {
      const step = Math.min(100, left);
      this.#elapsedMs += step;
      vi.advanceTimersByTime(step);
    }
  }

  sleep(ms: number): void {
    this.#sleptMs += ms;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the log's clock", () => {
  it("[EL15] shows what the wall clock does while that is not set", () => {
    using machine = new Machine();
    machine.clock.start(0);
    machine.pass(10_000);
    expect(machine.clock.now()).toBe(START + 10_000);
    expect(machine.lines).toEqual([]);
  });

  it.each([
    ["an hour back", -HOUR, "back by 3,600 s"],
    ["a year back", -YEAR, "back by 31,536,000 s"],
    ["a year ahead", YEAR, "ahead by 31,536,000 s"],
  ])(
    "[EL15] goes on by the time that passes when the wall clock is set %s, and warns once",
    (_how, shift, words) => {
      using machine = new Machine();
      machine.clock.start(0);
      machine.pass(5_000);
      machine.wallShiftMs = shift;
      machine.pass(60_000);
      // Drawn to the wall clock by a thousandth at the most.
      expect(Math.abs(machine.clock.now() - (START + 65_000))).toBeLessThanOrEqual(60);
      expect(machine.lines).toEqual([expect.stringContaining(`was set ${words}`)]);
      machine.wallShiftMs = 0;
      machine.pass(5_000);
      expect(machine.lines).toHaveLength(2);
      expect(machine.clock.steps).toEqual({ back: 1, ahead: 1 });
    },
  );

  it("[EL15] makes up for a small difference unnoticed", () => {
    using machine = new Machine();
    machine.clock.start(0);
    machine.wallShiftMs = 2_000;
    machine.pass(1_000_000);
    expect(machine.clock.now()).toBeLessThan(START + 1_002_000);
    machine.pass(1_100_000);
    expect(Math.abs(machine.clock.now() - (START + 2_102_000))).toBeLessThan(3);
    machine.wallShiftMs = 0;
    machine.pass(2_100_000);
    expect(Math.abs(machine.clock.now() - (START + 4_200_000))).toBeLessThan(3);
    expect(machine.lines).toEqual([]);
  });

  it("[EL15] counts the time that the machine slept, and takes it for no step", () => {
    using machine = new Machine();
    machine.clock.start(0);
    machine.sleep(HOUR);
    machine.pass(2_000);
    expect(Math.abs(machine.clock.now() - (START + HOUR + 2_000))).toBeLessThan(3);
    expect(machine.lines).toEqual([]);
  });

  it.each([
    ["behind", HOUR],
    ["ahead of", -HOUR],
  ])("[EL15] reports at the start that the wall clock is %s", (direction, difference) => {
    using machine = new Machine();
    machine.clock.start(difference);
    expect(machine.clock.now()).toBe(START + difference);
    expect(machine.lines).toEqual([expect.stringContaining(`is 3,600 s ${direction} the log's time`)]);
  });

  it("[EL15] is not behind what it has observed, and goes on from there", () => {
    using machine = new Machine();
    machine.clock.start(0);
    machine.clock.observe(START + 500);
    machine.clock.observe(START + 200);
    expect(machine.clock.now()).toBe(START + 500);
    machine.pass(100);
    expect(machine.clock.now()).toBe(START + 600);
  });

  it("[EL15] never runs backwards nor stands still, whatever is done to the machine", () => {
    const anyDeed = fc.oneof(
      fc.record({ type: fc.constant("set" as const), ms: fc.integer({ min: -YEAR, max: YEAR }) }),
      fc.record({ type: fc.constant("sleep" as const), ms: fc.integer({ min: 0, max: HOUR }) }),
      fc.record({ type: fc.constant("observe" as const), ms: fc.integer({ min: -HOUR, max: HOUR }) }),
      fc.record({ type: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 5_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(anyDeed, { maxLength: 30 }), (deeds) => {
        using machine = new Machine();
        machine.clock.start(0);
        for (const { type, ms } of deeds) {
          const before = machine.clock.now();
          if (type === "set") machine.wallShiftMs = ms;
          else if (type === "sleep") machine.sleep(ms);
          else if (type === "observe") machine.clock.observe(before + ms);
          else machine.pass(ms);
          const least = type === "pass" ? ms * 0.999 - 0.02 : 0;
          expect(machine.clock.now() - before).toBeGreaterThanOrEqual(least);
        }
      }),
    );
  });
});
