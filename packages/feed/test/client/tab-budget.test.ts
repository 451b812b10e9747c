import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BEAT_MS, TabBudget } from "../../src/client/tab-budget.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Tab {
  readonly budget: TabBudget;
  needed: number;
  crowded: number;
}

/** Pages of one browser; a message reaches all others at once. */
function openTabs(count: number, weight = 1): Tab[] {
  const tabs: Tab[] = [];
  for (let index = 0; index < count; index += 1) {
    const tab: Tab = {
      needed: 0,
      crowded: 0,
      budget: new TabBudget({
        id: `tab${index}`,
        weight,
        post: (message) => {
          for (const other of tabs) if (other !== tab) other.budget.receive(structuredClone(message));
        },
        onNeeded: () => (tab.needed += 1),
        onCrowded: () => (tab.crowded += 1),
      }),
    };
    tabs.push(tab);
  }
  return tabs;
}

describe("pages that share six connections", () => {
  it("[TB5] give theirs up out of sight when another one is looked at", () => {
    const [a, b, c] = openTabs(3) as [Tab, Tab, Tab];
    a.budget.setInSight(true);
    a.budget.setInSight(false);
    b.budget.setInSight(true);
    expect([a.needed, b.needed, c.needed]).toEqual([1, 1, 2]);
  });

  it("[TB6] hold four in sight, the earlier ones, and the later ones make room", () => {
    const tabs = openTabs(7);
    for (const { budget } of tabs) {
      vi.advanceTimersByTime(10);
      budget.setInSight(true);
      budget.setTransport("sse");
    }
    expect(tabs.map(({ crowded }) => crowded > 0)).toEqual([false, false, false, false, true, true, true]);
  });

  it("[TB6] count neither sockets nor polls", () => {
    const tabs = openTabs(10);
    for (const [index, { budget }] of tabs.entries()) {
      budget.setInSight(true);
      budget.setTransport(index % 2 === 0 ? "websocket" : "polling");
    }
    expect(tabs.every(({ crowded }) => crowded === 0)).toBe(true);
  });

  it("[TB6] agree on one order when they begin in the same millisecond", () => {
    const tabs = openTabs(6);
    for (const { budget } of tabs) budget.setInSight(true);
    for (const { budget } of tabs) budget.setTransport("long-polling");
    for (const { budget } of tabs) budget.beat();
    expect(tabs.filter(({ crowded }) => crowded === 0)).toHaveLength(4);
  });

  it("[TB6] take what is released, and what a crashed page held once it is silent", () => {
    const tabs = openTabs(5);
    for (const { budget } of tabs.slice(0, 4)) {
      budget.setInSight(true);
      budget.setTransport("sse");
    }
    vi.advanceTimersByTime(1);
    tabs[0]!.budget.setTransport("websocket");
    tabs[4]!.budget.setInSight(true);
    tabs[4]!.budget.setTransport("sse");
    expect(tabs[4]!.crowded).toBe(0);
    // From now on only tabs 1 and 2 are alive; 0 holds again, after 4.
    vi.advanceTimersByTime(1);
    tabs[0]!.budget.setTransport("sse");
    expect(tabs[0]!.crowded).toBe(1);
    tabs[0]!.crowded = 0;
    vi.advanceTimersByTime(3 * BEAT_MS);
    for (const tab of [tabs[1]!, tabs[2]!, tabs[0]!]) tab.budget.beat();
    expect(tabs[0]!.crowded).toBe(0);
  });

  it("[TB6] count what a page holds: a lab two", () => {
    const labs = openTabs(3, 2);
    for (const { budget } of labs) {
      vi.advanceTimersByTime(1);
      budget.setInSight(true);
      budget.setTransport("sse");
    }
    expect(labs.map(({ crowded }) => crowded > 0)).toEqual([false, false, true]);
  });

  it.each([
    undefined,
    null,
    5,
    {},
    { type: "holding", id: "x" },
    { type: "in-sight" },
    { type: "no", id: "x" },
  ])("ignore %j", (message) => {
    const [tab] = openTabs(1) as [Tab];
    tab.budget.receive(message);
    expect([tab.needed, tab.crowded]).toEqual([0, 0]);
  });
});
