// The list of families: liveliest first, kept when the server is gone.
import { expect, it } from "vitest";
import { ProtocolError, type FamiliesAnswer, type FamilySummary } from "@hydra/protocol";
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
    page: 1,
    hasMore: false,
  });
});

it("turns pages both ways, and stays on the one it is on", async () => {
  const pages = [
    { families: [family("a", 1)], next: "7" },
    { families: [family("b", 1)], next: "3" },
    { families: [family("c", 1)] },
  ];
  const families = createFamilies(({ after }) =>
    Promise.resolve(pages[[undefined, "7", "3"].indexOf(after)] ?? { families: [] }),
  );
  const shown = (): unknown => {
    const state = families.store.getState();
    return state.type === "ready" && [state.page, state.families[0]?.familyId, state.hasMore];
  };
  await families.refresh();
  expect(shown()).toEqual([1, "a", true]);
  await families.older();
  expect(shown()).toEqual([2, "b", true]);
  await families.older();
  await families.refresh();
  expect(shown()).toEqual([3, "c", false]);
  await families.older();
  expect(shown()).toEqual([3, "c", false]);
  await families.newer();
  await families.newer();
  expect(shown()).toEqual([1, "a", true]);
  await families.newer();
  expect(shown()).toEqual([1, "a", true]);
});

it("shows the page that was asked for last, whichever answer comes last", async () => {
  const first = Promise.withResolvers<FamiliesAnswer>();
  let isFirstAsked = false;
  const families = createFamilies(({ after }) => {
    if (after !== undefined) return Promise.resolve({ families: [family("b", 1)] });
    if (isFirstAsked) return first.promise;
    isFirstAsked = true;
    return Promise.resolve({ families: [family("a", 1)], next: "7" });
  });
  await families.refresh();
  const late = families.refresh();
  await families.older();
  first.resolve({ families: [family("a", 2)], next: "7" });
  await late;
  expect(families.store.getState()).toMatchObject({ page: 2, families: [{ familyId: "b" }] });
});

it("leaves a lab's family out, where bots are the crowd and the monster cannot fall", async () => {
  const lab = family("lab", 200);
  const endless = { ...lab, monster: { ...lab.monster, maxHp: 1e12 } };
  const families = createFamilies(() => Promise.resolve({ families: [endless, family("a", 1)] }));
  await families.refresh();
  expect(families.store.getState()).toMatchObject({ families: [{ familyId: "a" }] });
});

it("shows why there is nothing to show", async () => {
  const families = createFamilies(() => Promise.reject(new ProtocolError("unavailable")));
  await families.refresh();
  expect(families.store.getState()).toEqual({ type: "failed", code: "unavailable" });
});

it("keeps what it had, and marks that it is old, until the server is back", async () => {
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
