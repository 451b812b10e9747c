import { createReplica } from "@hydra/feed/client";
import type { SnapshotFrame } from "@hydra/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { battleCodec, type BattleView } from "../src/battle-codec.ts";
import { deltaBetween, hits, playOut } from "./battle-model.ts";

const { receive, hasResumed } = createReplica(battleCodec);

/** The view a client with nothing gets from a snapshot. */
function viewOf(snapshot: SnapshotFrame): BattleView {
  const reception = receive(undefined, snapshot);
  if (reception.type !== "snapshot") throw new Error(reception.type);
  return reception.view;
}

/** A battle and positions in it, in order. */
const journeys = hits.chain((battle) =>
  fc.record({
    versions: fc.constant(playOut(battle)),
    stops: fc
      .array(fc.nat({ max: battle.length }), { minLength: 2, maxLength: 8 })
      .map((stops) => stops.toSorted((a, b) => a - b)),
  }),
);

describe("receive", () => {
  it("[PR22] leads from any version to any later one by its delta, on any way", () => {
    fc.assert(
      fc.property(journeys, ({ versions, stops }) => {
        let view = viewOf(versions[stops[0]!]!);
        for (const [index, stop] of stops.slice(1).entries()) {
          const reception = receive(view, deltaBetween(versions[stops[index]!]!, versions[stop]!));
          if (reception.type !== "applied") throw new Error(reception.type);
          view = reception.view;
          expect(view).toEqual(viewOf(versions[stop]!));
        }
      }),
    );
  });

  it("[PR22] takes a delta that has more than changed", () => {
    fc.assert(
      fc.property(journeys, ({ versions, stops }) => {
        const from = versions[stops[0]!]!;
        const to = versions[stops.at(-1)!]!;
        fc.pre(from.seq < to.seq);
        const delta = { ...deltaBetween(from, to), entries: to.entries, players: to.players };
        const strangers = [...(delta.left ?? []), "stranger"];
        expect(receive(viewOf(from), { ...delta, left: strangers })).toEqual({
          type: "applied",
          view: viewOf(to),
        });
      }),
    );
  });

  it("keeps the identity of every row that is the same, by delta and by snapshot", () => {
    fc.assert(
      fc.property(journeys, ({ versions, stops }) => {
        const from = versions[stops[0]!]!;
        const to = versions[stops.at(-1)!]!;
        const held = viewOf(from);
        for (const frame of [deltaBetween(from, to), { ...structuredClone(to), epoch: "e2" }]) {
          const reception = receive(held, frame);
          if (!("view" in reception)) continue;
          for (const row of reception.view.entries) {
            const before = held.entries.find(({ playerId }) => playerId === row.playerId);
            if (JSON.stringify(before) === JSON.stringify(row)) expect(row).toBe(before);
          }
        }
      }),
    );
  });

  it("[PR26] takes an empty delta as the answer that nothing was missed, and keeps the view itself", () => {
    const [snapshot] = playOut([]);
    const held = viewOf(snapshot!);
    const reception = receive(held, deltaBetween(snapshot!, snapshot!));
    expect(reception).toEqual({ type: "applied", view: held });
    expect("view" in reception && reception.view).toBe(held);
  });

  it("[PR29] ignores what is not newer, and calls every delta from elsewhere a gap", () => {
    fc.assert(
      fc.property(journeys, fc.nat(), (journey, chance) => {
        const { versions } = journey;
        const held = versions[journey.stops[chance % journey.stops.length]!]!;
        const from = versions[journey.stops[1]!]!;
        const to = versions[Math.min(versions.length - 1, journey.stops[1]! + (chance % 3))]!;
        const isNothing = from.seq === held.seq && to.seq === held.seq;
        const isNewer = to.seq > held.seq;
        const expected =
          isNothing || (isNewer && from.seq === held.seq) ? "applied" : isNewer ? "gap" : "stale";
        expect(receive(viewOf(held), deltaBetween(from, to)).type).toBe(expected);
        expect(receive(viewOf(held), to).type).toBe(isNewer ? "snapshot" : "stale");
      }),
    );
  });

  it("[PR12] begins anew with a snapshot of another epoch, even one of a smaller seq", () => {
    const old = playOut([{ player: 1, damage: 3, seqStep: 3 }]);
    const [fresh] = playOut([], "e2");
    expect(receive(viewOf(old[1]!), fresh!)).toEqual({ type: "snapshot", view: viewOf(fresh!) });
  });

  it("[PR12] cannot go on by a delta of another epoch, or from nothing", () => {
    const [first, second] = playOut([{ player: 1, damage: 3, seqStep: 3 }]);
    const delta = deltaBetween(first!, second!);
    expect(receive(viewOf(first!), { ...delta, epoch: "e2" })).toEqual({ type: "gap" });
    expect(receive(undefined, delta)).toEqual({ type: "gap" });
  });

  it("changes neither what is held nor the frame", () => {
    fc.assert(
      fc.property(journeys, ({ versions, stops }) => {
        const from = versions[stops[0]!]!;
        const delta = deltaBetween(from, versions[stops.at(-1)!]!);
        const held = viewOf(from);
        const before = structuredClone({ held, delta });
        receive(held, delta);
        expect({ held, delta }).toEqual(before);
      }),
    );
  });

  it("[PR23] keeps the order even when a frame's rows are not sorted", () => {
    fc.assert(
      fc.property(journeys, ({ versions, stops }) => {
        const from = versions[stops[0]!]!;
        const to = versions[stops.at(-1)!]!;
        fc.pre(from.seq < to.seq);
        const delta = deltaBetween(from, to);
        const shuffled = { ...delta, entries: (delta.entries ?? []).toReversed() };
        expect(receive(viewOf(from), shuffled)).toEqual({ type: "applied", view: viewOf(to) });
      }),
    );
  });

  it("[PR24] expects the snapshot with which a round begins, and no other", () => {
    const [snapshot] = playOut([]);
    const held = viewOf(snapshot!);
    const next = { ...snapshot!, seq: 9, round: 2 };
    expect(hasResumed(next, held)).toBe(true);
    expect(hasResumed({ ...next, round: 1 }, held)).toBe(false);
    expect(hasResumed({ ...next, epoch: "e2" }, held)).toBe(false);
    expect(hasResumed(next, undefined)).toBe(false);
    expect(hasResumed(deltaBetween(snapshot!, next), held)).toBe(true);
    expect(hasResumed(undefined, held)).toBe(true);
  });
});
