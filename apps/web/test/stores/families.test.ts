// The list of families: liveliest first, kept when the server is gone.
import { expect, it } from "vitest";
import { ProtocolError, type FamilySummary } from "@hydra/protocol";
import { createFamilies } from "../../src/stores/families.ts";

const family = (familyId: string, players: number): FamilySummary => ({
  familyId,
  name: familyId,
  players,
  round: 1,
  monster: { name: "Maw", hp: 1, maxHp: 2, status: "fighting" },
});

it("puts the liveliest first", async () => {
  const families = createFamilies(() => Promise.resolve({ families: [family("a", 1), family("b", 7)] }));
  await families.refresh();
  expect(families.store.getState()).toEqual({
    type: "ready",
    families: [family("b", 7), family("a", 1)],
    isStale: false,
  });
});

it("leaves a lab's family out, where bots are the crowd and the monster cannot fall", async () => {
  const lab = family("lab", 200);
  const endless = { ...lab, monster: { ...lab.monster, maxHp: 1e12 } };
  const families = createFamilies(() => Promise.resolve({ families: [endless, family("a", 1)] }));
  await families.refresh();
  expect(families.store.getState()).toMatchObject({ families: [{ familyId: "a" }] });
});

it("says why there is nothing to show", async () => {
  const families = createFamilies(() => Promise.reject(new ProtocolError("unavailable")));
  await families.refresh();
  expect(families.store.getState()).toEqual({ type: "failed", code: "unavailable" });
});

it("keeps what it had, and says that it is old, until the server is back", async () => {
  let isUp = true;
  const families = createFamilies(() =>
    isUp ? Promise.resolve({ families: [family("a", 1)] }) : Promise.reject(new ProtocolError("unavailable")),
  );
  await families.refresh();
  isUp = false;
  await families.refresh();
  expect(families.store.getState()).toMatchObject({
    type: "ready",
    isStale: true,
    families: [{ familyId: "a" }],
  });
  isUp = true;
  await families.refresh();
  expect(families.store.getState()).toMatchObject({ type: "ready", isStale: false });
});
