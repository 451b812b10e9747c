import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLeases, LEASE_MS, MAX_CONTESTED_MS, type Leases } from "../../src/lab/leases.ts";

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

const hold = (resource: string, labId: string, network = "192.0.2.1"): void =>
  leases.hold({ resource, labId, network }, () => () => released.push(`${resource} of ${labId}`));
const busy = expect.objectContaining({ code: "lab-busy" }) as Error;

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

it("[PR82] refuses a second lab, answers for how long, and leaves the first alone", () => {
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

/** Renewed all the time, and asked for by the other network every time. */
function contest(forMs: number, other: string): void {
  for (let at = 0; at < forMs; at += 5_000) {
    vi.advanceTimersByTime(5_000);
    expect(() => hold("a", "two", other)).toThrow(busy);
    hold("a", "one");
  }
}

it("[PR82] leaves to another network what one has held for long", () => {
  hold("a", "one");
  contest(MAX_CONTESTED_MS - 5_000, "192.0.2.2");
  vi.advanceTimersByTime(5_000);
  expect(() => hold("a", "one")).toThrow(busy);
  expect(released).toEqual(["a of one"]);
  // Not even under another name.
  expect(() => hold("a", "three")).toThrow(busy);
  hold("a", "two", "192.0.2.2");
});

it("[PR82] may be held for ever as long as no client of another network asks", () => {
  hold("a", "one");
  contest(2 * MAX_CONTESTED_MS, "192.0.2.1");
  expect(released).toEqual([]);
});

it("[PR82] goes back to the lab that had it when no other took it", () => {
  hold("a", "one");
  contest(MAX_CONTESTED_MS - 5_000, "192.0.2.2");
  vi.advanceTimersByTime(5_000);
  expect(() => hold("a", "one")).toThrow(busy);
  vi.advanceTimersByTime(LEASE_MS);
  hold("a", "one");
});
