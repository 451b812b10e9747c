import { ProtocolError, type FamilySummary, type PlayerAnswer } from "@hydra/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { myFamilyIds, noteFamily } from "../../src/stores/my-families.ts";
import { askForFamily, type FamilyQuestions } from "../../src/stores/my-family.ts";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

it("are kept with the latest first, each once, twelve at the most", () => {
  for (let n = 1; n <= 14; n += 1) noteFamily(`f${n}`, true);
  noteFamily("f5", true);
  expect(myFamilyIds()).toHaveLength(12);
  expect(myFamilyIds().slice(0, 3)).toEqual(["f5", "f14", "f13"]);
  noteFamily("f5", false);
  expect(myFamilyIds()).not.toContain("f5");
});

it.each(["no JSON", '{"a":1}', "[1,null]"])("are none where something else is kept: %s", (text) => {
  kept.set("hydra.families", text);
  expect(myFamilyIds()).toEqual([]);
});

const FAMILY: FamilySummary = {
  familyId: "f",
  name: "F",
  players: 1,
  round: 1,
  monster: { name: "M", hp: 1, maxHp: 1, status: "fighting" },
};
const ME: PlayerAnswer = { playerId: "p", name: "P", damage: 0, hits: 0, rank: null, around: [] };

function questions(error?: ProtocolError): FamilyQuestions & { forgotten: string[] } {
  const forgotten: string[] = [];
  return {
    forgotten,
    getFamily: async () => FAMILY,
    getMe: async () => {
      if (error !== undefined) throw error;
      return ME;
    },
    forget: (familyId) => forgotten.push(familyId),
  };
}

it("are forgotten where the server has no such family or player, and stay where it cannot be asked", async () => {
  expect(await askForFamily("f", questions())).toEqual({ family: FAMILY, me: ME });
  for (const code of ["unknown-family", "unknown-player", "unauthenticated"] as const) {
    const asked = questions(new ProtocolError(code));
    expect(await askForFamily("f", asked)).toBeNull();
    expect(asked.forgotten).toEqual(["f"]);
  }
  const away = questions(new ProtocolError("unavailable"));
  expect(await askForFamily("f", away)).toBeUndefined();
  expect(away.forgotten).toEqual([]);
});
