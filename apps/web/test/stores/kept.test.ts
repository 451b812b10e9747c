// What is remembered between visits may be unavailable: then the page forgets, and nothing breaks.
import { afterEach, expect, it, vi } from "vitest";
import { keep, readKept } from "../../src/stores/kept.ts";

afterEach(() => vi.unstubAllGlobals());

it("keeps, reads and forgets", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  keep("name", "Ada");
  expect(readKept("name")).toBe("Ada");
  expect([...kept.keys()]).toEqual(["hydra.name"]);
  keep("name", null);
  expect(readKept("name")).toBeNull();
});

it("forgets without an error where storage is switched off", () => {
  const refuse = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
  keep("name", "Ada");
  keep("name", null);
  expect(readKept("name")).toBeNull();
});
