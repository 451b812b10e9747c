// Hints are for newcomers: one that was closed stays closed, also on the next visit.
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const kept = new Map<string, string>();

/** The page opened anew. */
async function visit() {
  vi.resetModules();
  return import("../../src/stores/hints.ts");
}

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(() => void vi.unstubAllGlobals());

it("a hint that was closed is not shown again, and the other one is", async () => {
  const first = await visit();
  expect(first.closedHints.getState()).toEqual({ strike: false, heads: false });
  first.closeHint("strike");
  expect(first.closedHints.getState()).toEqual({ strike: true, heads: false });
  const second = await visit();
  expect(second.closedHints.getState()).toEqual({ strike: true, heads: false });
});

it("where nothing can be kept a hint is closed for the visit", async () => {
  vi.stubGlobal("localStorage", undefined);
  const { closedHints, closeHint } = await visit();
  closeHint("heads");
  expect(closedHints.getState().heads).toBe(true);
  expect((await visit()).closedHints.getState().heads).toBe(false);
});
