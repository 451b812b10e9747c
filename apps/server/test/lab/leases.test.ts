import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLeases, LEASE_MS, type Leases } from "../../src/lab/leases.ts";

let leases: Leases;
let released: string[];

beforeEach(() => {
  vi.useFakeTimers();
  released = [];
  leases = createLeases();
});
afterEach(() => {
  leases.close();
  vi.useRealTimers();
});

const hold = (name: string): void => leases.hold(name, () => () => released.push(name));

it("[PR82] gives back what a lab that went away had", () => {
  hold("a");
  vi.advanceTimersByTime(LEASE_MS + 1_000);
  expect(released).toEqual(["a"]);
  hold("a");
  expect(released).toEqual(["a"]);
});

it("[PR82] keeps what is asked for again in time, each by itself", () => {
  hold("a");
  hold("b");
  for (let turn = 0; turn < 5; turn += 1) {
    vi.advanceTimersByTime(LEASE_MS - 1_000);
    hold("a");
  }
  expect(released).toEqual(["b"]);
});

it("has nothing of what could not be had", () => {
  const refused = new Error("no more");
  expect(() =>
    leases.hold("a", () => {
      throw refused;
    }),
  ).toThrow(refused);
  hold("a");
  leases.release("a");
  expect(released).toEqual(["a"]);
});

it("gives back at once when asked, and everything when closed", () => {
  hold("a");
  hold("b");
  leases.release("a");
  expect(released).toEqual(["a"]);
  leases.close();
  expect(released).toEqual(["a", "b"]);
});
