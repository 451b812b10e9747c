import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKeyedFeed } from "../../src/server/index.ts";
import { feedContract } from "../../src/testing/index.ts";
import { decodeObject } from "../../src/wire/fields.ts";
import { applyKeyed, KeyedWorld, type KeyedFrame, type KeyedState } from "./keyed-state.ts";

feedContract("rows by key", () => {
  const world = new KeyedWorld();
  for (let id = 0; id < 20; id += 1) world.set({ id: `r${id}`, n: 0 });
  let changes = 0;
  return {
    feed: world.feed,
    change() {
      changes += 1;
      if (changes % 5 === 0) return world.setFields({ n: changes });
      const id = `r${changes % 7}`;
      if (changes % 3 === 0 && world.delete(id)) return;
      world.set({ id, n: changes });
    },
    state: () => world.state,
    apply: (held, frame) => applyKeyed(held as KeyedState | undefined, frame),
    digested(state) {
      const { rows, fields } = state as KeyedState;
      return { rows: rows.values(), fields };
    },
  };
});

type Step = (world: KeyedWorld) => void;
const id = fc.constantFrom("a", "b", "c", "d");
const n = fc.integer({ min: 0, max: 2 });
const change: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ id, n }).map(
    (row): Step =>
      (world) =>
        world.set(row),
  ),
  id.map(
    (key): Step =>
      (world) =>
        void world.delete(key),
  ),
  n.map(
    (value): Step =>
      (world) =>
        world.setFields({ n: value }),
  ),
);

describe("createKeyedFeed", () => {
  it("leads from every version to the newest by delta, whatever was set and deleted between", () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 12 }), (versions) => {
        const world = new KeyedWorld();
        const { feed } = world;
        const held = new Map([[feed.seq, world.state]]);
        for (const changes of versions) {
          for (const one of changes) one(world);
          held.set(feed.seq, world.state);
        }
        for (const [seq, state] of held) {
          const frame: KeyedFrame = decodeObject(feed.frameSince({ epoch: feed.epoch, seq }).text);
          expect(frame.type).toBe("delta");
          const changed = new Set(frame.rows?.map((row) => row["id"]));
          expect(frame.left?.filter((key) => changed.has(key)) ?? []).toEqual([]);
          expect(applyKeyed(state, frame)).toEqual(world.state);
        }
      }),
    );
  });

  it("makes no version of a row or fields that are as before", () => {
    const feed = createKeyedFeed({ key: "id" });
    feed.set({ id: "a", n: 1 });
    feed.setFields({ open: true });
    const { seq } = feed;
    let changes = 0;
    feed.onChange(() => (changes += 1));
    feed.set({ id: "a", n: 1 });
    feed.setFields({ open: true });
    expect(feed.delete("b")).toBe(false);
    expect([feed.seq, changes]).toEqual([seq, 0]);
    feed.set({ id: "a", m: 1 });
    expect([feed.seq, changes, feed.get("a")]).toEqual([seq + 1, 1, { id: "a", m: 1 }]);
  });

  it("keeps the row as it was set, whatever becomes of the object", () => {
    const feed = createKeyedFeed<{ id: string; n: number }>({ key: "id" });
    const row = { id: "a", n: 1 };
    feed.set(row);
    row.n = 2;
    expect(feed.get("a")).toEqual({ id: "a", n: 1 });
    feed.set(row);
    expect(feed.get("a")).toEqual({ id: "a", n: 2 });
  });

  it("refuses a row without its key", () => {
    const feed = createKeyedFeed({ key: "symbol" });
    expect(() => feed.set({ name: "ACME" })).toThrow(/"symbol"/);
    expect([feed.seq, feed.size]).toEqual([0, 0]);
  });

  it("refuses at once, by its key, what JSON cannot hold, and a key that JSON has none of", () => {
    const feed = createKeyedFeed({ key: "id" });
    feed.set({ id: 1, balance: 1 });
    const { seq } = feed;
    const cyclic: Record<string, unknown> = { id: 1 };
    cyclic["self"] = cyclic;
    const throwing = {
      toJSON() {
        throw new Error("no");
      },
    };
    for (const row of [{ id: 1, balance: 12n }, cyclic, { id: 1, throwing }])
      expect(() => feed.set(row)).toThrow(
        expect.objectContaining({ name: "TypeError", message: expect.stringContaining('"1"') as string }),
      );
    expect(() => feed.setFields({ total: 12n })).toThrow(TypeError);
    expect(() => feed.set({ id: Number.NaN })).toThrow(/"id"/);
    expect([feed.seq, feed.size, feed.get(1)]).toEqual([seq, 1, { id: 1, balance: 1 }]);
    expect(decodeObject(feed.frameSince(undefined).text)["rows"]).toEqual([{ id: 1, balance: 1 }]);
  });

  it("takes rows of an interface", () => {
    interface Price {
      readonly symbol: string;
      readonly price: number;
    }
    const feed = createKeyedFeed<Price>({ key: "symbol" });
    const row: Price = { symbol: "ACME", price: 12.5 };
    feed.set(row);
    expect(feed.get("ACME")?.price).toBe(12.5);
  });

  it("[PR12] answers a cursor before a departure that is forgotten with a snapshot", () => {
    const feed = createKeyedFeed({ key: "id" });
    const { epoch, seq } = feed;
    for (let id = 0; id <= 1_000; id += 1) {
      feed.set({ id });
      feed.delete(id);
    }
    expect(feed.frameSince({ epoch, seq }).type).toBe("snapshot");
    expect(feed.frameSince({ epoch, seq: feed.seq - 1_000 }).type).toBe("delta");
  });

  it("is another feed, by its epoch, than any before", () => {
    expect(createKeyedFeed({ key: "id" }).epoch).not.toBe(createKeyedFeed({ key: "id" }).epoch);
  });
});
