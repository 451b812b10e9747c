// What is heard and felt of a battle: one's own hits and the battle's turns, never another player's hits.
import { describe, expect, it } from "vitest";
import { cueOf, VIBRATIONS } from "../src/feel/cues.ts";
import type { Effect } from "../src/stores/effects.ts";

const hit = { type: "hit", damage: 5, critical: false, isOwn: true, at: { x: 0, y: 0 } } as const;

describe("an effect's cue", () => {
  it.each<[Effect, ReturnType<typeof cueOf>]>([
    [hit, "hit"],
    [{ ...hit, critical: true }, "critical"],
    [{ ...hit, critical: true, isLast: true }, "last"],
    [{ ...hit, isOwn: false, critical: true }, undefined],
    [{ type: "press", skill: "slash", at: { x: 0, y: 0 } }, undefined],
    [{ type: "update", transport: "sse" }, undefined],
    [{ type: "moment", moment: { type: "leader", name: "A", isOwn: true } }, "ownLead"],
    [{ type: "moment", moment: { type: "leader", name: "A", isOwn: false } }, "leader"],
    [{ type: "moment", moment: { type: "overtaken", name: "A" } }, "overtaken"],
    [{ type: "moment", moment: { type: "slain" } }, "slain"],
  ])("%j: %s", (effect, cue) => {
    expect(cueOf(effect)).toBe(cue);
  });
});

it("vibrates for less than a quarter of a second", () => {
  for (const pattern of Object.values(VIBRATIONS))
    expect(pattern.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(250);
});
