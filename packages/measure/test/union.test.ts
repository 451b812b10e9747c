import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replay, type LaneFigures, type MeasureEvent } from "../src/index.ts";
import { Page, type Version } from "./page.ts";
import { LANES, observe, steps, withoutRenewal } from "./scenario.ts";

/** A table's figures that do not name another lane. */
function ownFigures({ staleness, skipped, shown, meanAgeMs, activeMs }: LaneFigures): unknown {
  return { staleness, skipped, shown, activeMs, meanAgeMs: meanAgeMs?.toFixed(3) };
}

describe("the union of the lanes", () => {
  it("[ME23] [ME26] charges a lane for a version it went past before it was known", () => {
    const page = new Page("sse", "slow");
    page.publish("sse", "slow");
    const skipped = page.wait(100).publish();
    const newest = page.wait(50).publish();
    page.wait(10).show("sse", newest);
    expect(page.row("sse")).toMatchObject({ skipped: 0, staleness: { count: 1, worstMs: 10 } });
    page.wait(500).show("slow", skipped).show("slow", newest);
    expect(page.row("sse")).toMatchObject({ skipped: 1, staleness: { count: 2, worstMs: 60 } });
    expect(page.row("sse").meanAgeMs).toBeCloseTo((60 * 60) / 2 / 660, 6);
    expect(page.row("sse").race).toMatchObject({ wins: 2 });
  });

  it("[ME23] gives the same figures whether a version is known at once or learned late", () => {
    fc.assert(
      fc.property(steps, (walk) => {
        // With one estimate of the clock: what is learned later is dated by a later one (ME20).
        const events = observe(withoutRenewal(walk), { hasClockFirst: true }).filter(
          ({ type }, index) => type === "shown" || index <= LANES.length,
        );
        const { at } = events.at(-1)!;
        const complete = showEverythingAtTheEnd(events);
        const early = replay(showEverythingAtOnce(events)).table(at);
        const late = replay(complete).table(at);
        for (const [index, row] of early.entries()) {
          if (row.lane !== "witness") expect(ownFigures(late[index]!)).toStrictEqual(ownFigures(row));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("[ME29] gives how many versions the server counted that no lane has shown", () => {
    const page = new Page("sse", "slow");
    const first = page.publish("sse", "slow");
    const [second, third] = [page.wait(50).publish(), page.wait(50).publish()];
    const newest = page.wait(50).publish();
    page.show("sse", newest, { from: first.seq, versions: 3 });
    expect(page.row("sse")).toMatchObject({ unaccounted: 2, skipped: 0 });
    page.show("slow", second, { from: first.seq, versions: 1 });
    expect(page.row("sse")).toMatchObject({ unaccounted: 1, skipped: 1 });
    page.show("slow", newest, { from: second.seq, versions: 2 });
    expect(page.row("slow").unaccounted).toBe(1);
    page.see({ type: "lane-opened", lane: "third" }).show("third", third);
    for (const row of page.measure.table(page.now)) expect(row.unaccounted).toBe(0);
    expect(page.row("sse")).toMatchObject({ skipped: 2, staleness: { count: 3 } });
  });

  it("[ME29] does not check what it did not watch", () => {
    const page = new Page("sse", "polling");
    const first = page.publish("sse", "polling");
    page.wait(50).publish();
    const third = page.wait(50).publish("sse");
    page.see({ type: "run-started" });
    const fourth = page.wait(50).publish();
    // Published before the run: the page has nothing of what lies between.
    page.show("polling", fourth, { from: first.seq, versions: 3 });
    page.show("sse", fourth, { from: third.seq, versions: 1 });
    expect(page.row("polling").unaccounted).toBe(0);
    page.see({ type: "page-hidden" });
    const fifth = page.wait(50).publish();
    const sixth = page.wait(50).publish();
    page.see({ type: "page-visible" }).show("sse", sixth, { from: fourth.seq, versions: 2 });
    expect(page.row("sse").unaccounted).toBe(0);
    expect(fifth.seq).toBeLessThan(sixth.seq);
  });

  it("[ME29] does not check a delta that leads from before what the lane showed", () => {
    const page = new Page("sse");
    const first = page.publish("sse");
    page.wait(50).publish("sse");
    const third = page.wait(50).publish();
    page.show("sse", third, { from: first.seq, versions: 9 });
    expect(page.row("sse")).toMatchObject({ unaccounted: 0, missed: 0, shown: 3 });
  });

  it("[ME29] checks the server's count of a range on its own", () => {
    const page = new Page("sse", "slow");
    const first = page.publish("sse", "slow");
    const second = page.wait(50).publish();
    const newest = page.wait(50).publish("sse");
    const unaccounted = (): number => page.measure.overview().versions.unaccounted;
    page.see({ type: "counted", epoch: "k3v9", from: first.seq, seq: newest.seq, versions: 2 });
    expect(unaccounted()).toBe(1);
    page.show("slow", second);
    expect(unaccounted()).toBe(0);
    page.see({ type: "counted", epoch: "k3v9", from: first.seq, seq: newest.seq, versions: 5 });
    expect(unaccounted()).toBe(3);
    // Neither another epoch nor a time before the page watched can be checked.
    page.see({ type: "counted", epoch: "other", from: first.seq, seq: newest.seq, versions: 9 });
    page.see({ type: "counted", epoch: "k3v9", from: 0, seq: newest.seq, versions: 9 });
    expect(unaccounted()).toBe(3);
    expect(page.measure.overview()).toMatchObject({ ignored: 2, versions: { known: 3 } });
    for (let index = 0; index < 40; index += 1) {
      page.see({ type: "counted", epoch: "k3v9", from: second.seq, seq: newest.seq, versions: 1 });
    }
    expect(unaccounted()).toBe(3);
    page.renew("n3w");
    page.wait(10).publish("sse");
    expect(unaccounted()).toBe(3);
  });
});

/** Adds a lane that shows every version the moment it is published, so that all are known in time. */
function showEverythingAtOnce(events: readonly MeasureEvent[]): MeasureEvent[] {
  const seen = new Set<number>();
  const versions: Version[] = [];
  for (const event of events) {
    if (event.type !== "shown" || seen.has(event.seq)) continue;
    seen.add(event.seq);
    const { epoch, seq, publishedAt } = event;
    versions.push({ epoch, seq, publishedAt });
  }
  versions.sort((a, b) => a.seq - b.seq);
  const clock = events.find(({ type }) => type === "clock");
  const offsetMs = clock?.type === "clock" ? clock.offsetMs : 0;
  const witnessed: MeasureEvent[] = versions.map((version) => ({
    type: "shown",
    at: version.publishedAt - offsetMs,
    lane: "witness",
    frame: "snapshot",
    ...version,
  }));
  const opened: MeasureEvent = { type: "lane-opened", at: events[0]!.at, lane: "witness" };
  const [setUp, shows] = [events.slice(0, LANES.length + 1), events.slice(LANES.length + 1)];
  return [...setUp, opened, ...[...witnessed, ...shows].sort((a, b) => a.at - b.at)];
}

/** The same with a lane that shows them all, in order, after everything else. */
function showEverythingAtTheEnd(events: readonly MeasureEvent[]): MeasureEvent[] {
  const { at } = events.at(-1)!;
  const early = showEverythingAtOnce(events);
  const isWitnessed = (event: MeasureEvent): boolean => event.type === "shown" && event.lane === "witness";
  const late = early.filter(isWitnessed).map((event) => ({ ...event, at }));
  return [...early.filter((event) => !isWitnessed(event)), ...late];
}
