import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyedCodec, type KeyedView } from "../../src/client/keyed-codec.ts";
import { createReplica } from "../../src/client/view-codec.ts";
import { DecodeError } from "../../src/wire/decode-error.ts";
import { asFields } from "../../src/wire/fields.ts";
import type { KeyedSnapshot } from "../../src/wire/keyed.ts";
import { contentOf, deltaBetween, playOut } from "./feed-model.ts";

const { readFrame, receive, hasResumed } = createReplica(keyedCodec((row) => row));

/** The view a client with nothing gets from a snapshot. */
function viewOf(snapshot: KeyedSnapshot): KeyedView {
  const reception = receive(undefined, snapshot);
  if (reception.type !== "snapshot") throw new Error(reception.type);
  return reception.view;
}

const changes = fc.array(
  fc.record({
    row: fc.nat({ max: 9 }),
    add: fc.integer({ min: 1, max: 6 }),
    seqStep: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** A feed's versions and some of them, in order. */
const journeys = changes.chain((all) =>
  fc.record({
    versions: fc.constant(playOut(all)),
    stops: fc
      .array(fc.nat({ max: all.length }), { minLength: 2, maxLength: 8 })
      .map((stops) => stops.toSorted((a, b) => a - b)),
  }),
);

describe("a keyed view", () => {
  it("[PR22] is led from any version to any later one by its delta, on any way", () => {
    fc.assert(
      fc.property(journeys, ({ versions, stops }) => {
        let view = viewOf(versions[stops[0]!]!);
        for (const [index, stop] of stops.slice(1).entries()) {
          const to = versions[stop]!;
          const reception = receive(view, deltaBetween(versions[stops[index]!]!, to));
          if (reception.type !== "applied") throw new Error(reception.type);
          view = reception.view;
          expect(view).toMatchObject({ cursor: { epoch: to.epoch, seq: to.seq }, key: "id" });
          expect(contentOf(view)).toEqual(contentOf(to));
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
        const delta = { ...deltaBetween(from, to), rows: to.rows, fields: { total: to.fields!["total"] } };
        const reception = receive(viewOf(from), { ...delta, left: [...(delta.left ?? []), "stranger"] });
        if (reception.type !== "applied") throw new Error(reception.type);
        expect(contentOf(reception.view)).toEqual(contentOf(to));
      }),
    );
  });

  it("keeps the identity of every row that is the same, by delta and by snapshot, and changes nothing held", () => {
    fc.assert(
      fc.property(journeys, ({ versions, stops }) => {
        const from = versions[stops[0]!]!;
        const to = versions[stops.at(-1)!]!;
        const held = viewOf(from);
        const before = structuredClone(held);
        for (const frame of [deltaBetween(from, to), { ...structuredClone(to), epoch: "e2" }]) {
          const reception = receive(held, frame);
          if (!("view" in reception)) continue;
          for (const row of reception.view.rows) {
            const earlier = held.rows.find(({ id }) => id === row["id"]);
            if (earlier?.["value"] === row["value"]) expect(row).toBe(earlier);
          }
        }
        expect(held).toEqual(before);
      }),
    );
  });

  it("[PR12] [PR26] [PR29] is applied to what it leads on from, and to nothing else", () => {
    const [first, second, third] = playOut([
      { row: 1, add: 3, seqStep: 3 },
      { row: 2, add: 1, seqStep: 2 },
    ]) as [KeyedSnapshot, KeyedSnapshot, KeyedSnapshot];
    const held = viewOf(second);
    expect(receive(held, deltaBetween(second, second))).toEqual({ type: "applied", view: held });
    expect(receive(held, deltaBetween(second, third)).type).toBe("applied");
    expect(receive(held, deltaBetween(first, second)).type).toBe("stale");
    expect(receive(held, deltaBetween(first, third)).type).toBe("gap");
    expect(receive(held, { ...deltaBetween(second, third), epoch: "e2" }).type).toBe("gap");
    expect(receive(undefined, deltaBetween(first, second)).type).toBe("gap");
    expect(receive(held, second).type).toBe("stale");
    expect(receive(held, third).type).toBe("snapshot");
    expect(receive(held, { ...first, epoch: "e2" }).type).toBe("snapshot");
    expect(hasResumed(third, held)).toBe(false);
    expect(hasResumed(deltaBetween(second, third), held)).toBe(true);
  });
});

describe("the frames of a keyed feed", () => {
  const envelope = { epoch: "e1", seq: 2, publishedAt: 1 };

  it("[PR7] are read with their rows, keys that are numbers too", () => {
    const frame = { type: "snapshot", ...envelope, key: "id", rows: [{ id: 7, price: 1 }] };
    expect(readFrame({ ...frame, later: true })).toEqual(frame);
    const delta = { type: "delta", ...envelope, from: 1, rows: [], left: ["7"], fields: { open: true } };
    expect(readFrame(delta)).toEqual(delta);
  });

  it.each([
    { type: "snapshot", rows: [] },
    { type: "snapshot", key: "id" },
    { type: "snapshot", key: "id", rows: [1] },
    { type: "snapshot", key: "id", rows: [{ name: "no key" }] },
    { type: "snapshot", key: "id", rows: [{ id: null }] },
    { type: "snapshot", key: "id", rows: [], fields: [] },
    { type: "delta", from: 1, rows: {} },
    { type: "delta", from: 1, left: "r1" },
    { type: "delta", from: 1, left: [{}] },
  ])("[PR7] are refused when they are %j", (frame) => {
    expect(() => readFrame({ ...envelope, ...frame })).toThrow(DecodeError);
  });

  it("[PR7] are refused when a delta's row has no key", () => {
    const snapshot: KeyedSnapshot = { type: "snapshot", ...envelope, key: "id", rows: [] };
    const frame = readFrame({ type: "delta", ...envelope, from: 2, seq: 3, rows: [{ name: "none" }] });
    if (frame?.type !== "delta") throw new Error(frame?.type);
    expect(() => receive(viewOf(snapshot), frame)).toThrow(DecodeError);
  });

  it("are read by the application's own reader of rows", () => {
    const replica = createReplica(keyedCodec((row) => ({ ...asFields(row, "row"), isRead: true })));
    expect(
      replica.readFrame({ type: "snapshot", ...envelope, key: "id", rows: [{ id: "a" }] }),
    ).toMatchObject({ rows: [{ id: "a", isRead: true }] });
  });
});
