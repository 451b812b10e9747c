import { expect, it } from "vitest";
import { createDepartures } from "../../src/server/departures.ts";

/** Kept by the implementation; one more and the oldest is forgotten. */
const MAX_DEPARTURES = 1_000;

it("names rows that have gone after a seq and are not back, oldest first", () => {
  const departures = createDepartures(10);
  departures.add("a", 11);
  departures.add("b", 12);
  departures.add("c", 13);
  departures.remove("b");
  expect(departures.since(10)).toEqual(["a", "c"]);
  expect(departures.since(11)).toEqual(["c"]);
  expect(departures.since(13)).toEqual([]);
});

it("puts a row that goes again at the end", () => {
  const departures = createDepartures(0);
  departures.add("a", 1);
  departures.add("b", 2);
  departures.remove("a");
  departures.add("a", 3);
  expect(departures.since(0)).toEqual(["b", "a"]);
  expect(departures.since(2)).toEqual(["a"]);
});

it("[PR12] forgets the oldest beyond its bound, and has the seq from which it is complete", () => {
  const departures = createDepartures(5);
  for (let n = 0; n < MAX_DEPARTURES; n += 1) departures.add(`p${n}`, 10 + n);
  expect(departures.completeSince).toBe(5);
  departures.add("one more", 10 + MAX_DEPARTURES);
  expect(departures.completeSince).toBe(10);
  expect(departures.since(10)).toHaveLength(MAX_DEPARTURES);
});

it("[PR24] forgets all of them with a reset", () => {
  const departures = createDepartures(0);
  departures.add("a", 1);
  departures.reset(7);
  expect(departures.since(0)).toEqual([]);
  expect(departures.completeSince).toBe(7);
});
