// A delta of a keyed feed leads on from every version within it: rows as they are, and every row that left since `from`.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { keyedCodec, type KeyedView } from "../../src/client/keyed-codec.ts";
import { createReplica } from "../../src/client/view-codec.ts";
import { createKeyedFeed, type VersionedFeed } from "../../src/server/index.ts";
import type { Cursor } from "../../src/wire/cursor.ts";
import { decodeObject } from "../../src/wire/fields.ts";
import type { KeyedDelta, KeyedSnapshot } from "../../src/wire/keyed.ts";

const replica = createReplica(keyedCodec((row) => row));

function frameOf(feed: VersionedFeed, since?: Cursor): KeyedSnapshot | KeyedDelta {
  const frame = replica.readFrame(decodeObject(feed.frameSince(since).body.toString()));
  if (frame === undefined || frame.type === "heartbeat") throw new Error("no state");
  return frame;
}

function viewAfter(held: KeyedView | undefined, frame: KeyedSnapshot | KeyedDelta): KeyedView {
  const reception = replica.receive(held, frame);
  if (!("view" in reception)) throw new Error(reception.type);
  return reception.view;
}

const contentOf = ({ cursor, rows, fields }: KeyedView): object => ({
  cursor,
  fields,
  rows: rows.toSorted((a, b) => String(a["key"]).localeCompare(String(b["key"]))),
});

const change = fc.record({ key: fc.constantFrom("a", "b", "c", "d"), isGone: fc.boolean() });

it("[MC14] a delta can be shortened to any version within it", () => {
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 3, maxLength: 20 }),
      fc.nat(),
      fc.nat(),
      (changes, one, two) => {
        const feed = createKeyedFeed({ key: "key" });
        const views: KeyedView[] = [];
        for (const [n, { key, isGone }] of changes.entries()) {
          if (isGone) feed.delete(key);
          else feed.set({ key, n });
          feed.setFields({ n });
          views.push(viewAfter(undefined, frameOf(feed)));
        }
        const [from, within] = [one % views.length, two % views.length].toSorted((a, b) => a - b);
        const { cursor } = views[from!]!;
        const held = views[within!]!;
        const delta = frameOf(feed, cursor);
        fc.pre(cursor.seq < held.cursor.seq && held.cursor.seq < delta.seq);
        const shortened = replica.shorten(delta, held.cursor.seq);
        const view = viewAfter(held, shortened!);
        expect(contentOf(view)).toEqual(contentOf(views.at(-1)!));
        expect(replica.digestOf(view)).toBe(delta.digest);
      },
    ),
  );
});

it("[MC14] a snapshot cannot, nor a delta of a codec without it", () => {
  const feed = createKeyedFeed({ key: "key" });
  feed.set({ key: "a" });
  const snapshot = frameOf(feed);
  expect(replica.shorten(snapshot, 0)).toBeUndefined();
  const { shorten: _, ...codec } = keyedCodec((row) => row);
  feed.set({ key: "b" });
  const delta = frameOf(feed, snapshot);
  expect(replica.shorten(delta, delta.seq)).toBeDefined();
  expect(createReplica(codec).shorten(delta, delta.seq)).toBeUndefined();
});
