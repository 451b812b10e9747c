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

const hold = (resource: string, labId: string): void =>
  leases.hold(resource, labId, () => () => released.push(`${resource} of ${labId}`));

it("[PR82] gives back what a lab that went away held", () => {
  hold("a", "one");
  vi.advanceTimersByTime(LEASE_MS + 1_000);
  expect(released).toEqual(["a of one"]);
  hold("a", "two");
});

it("[PR82] keeps what is asked for again in time", () => {
  hold("a", "one");
  for (let turn = 0; turn < 5; turn += 1) {
    vi.advanceTimersByTime(LEASE_MS - 1_000);
    hold("a", "one");
  }
  expect(released).toEqual([]);
});

it("[PR82] refuses a second lab, says for how long, and leaves the first alone", () => {
  hold("a", "one");
  vi.advanceTimersByTime(4_000);
  expect(() => hold("a", "two")).toThrow(
    expect.objectContaining({ code: "lab-busy", retryAfterMs: LEASE_MS - 4_000 }),
  );
  leases.release("a", "two");
  expect(released).toEqual([]);
  hold("b", "two");
});

it("gives back at once when asked, and everything when closed", () => {
  hold("a", "one");
  hold("b", "one");
  leases.release("a", "one");
  expect(released).toEqual(["a of one"]);
  leases.close();
  expect(released).toEqual(["a of one", "b of one"]);
});
