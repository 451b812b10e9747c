// The digest of a keyed feed from the server's rows to the client's: the feed's own hashes, the frames' text, the codec's view.
import { expect, it } from "vitest";
import { keyedCodec, type KeyedView } from "../../src/client/keyed-codec.ts";
import { createReplica } from "../../src/client/view-codec.ts";
import { createKeyedFeed } from "../../src/server/index.ts";
import { decodeObject, type Fields } from "../../src/wire/fields.ts";
import { createRandom } from "./seeded-random.ts";
import { flipped, leavesOf } from "./flipped-bit.ts";

const SEED = Number(process.env["DIGEST_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const FRAMES = 100_000;
const KEYS = 30;

const { readFrame, receive, digestOf } = createReplica(keyedCodec((row) => row));
const whole = { readFrame, receive, digestOf };
/** Drops most of a row, so that rows which differ on the wire look alike. */
const narrow: typeof whole = createReplica(keyedCodec(({ id, kind }): Fields => ({ id, kind })));

const NAMES = ["Ada", "李雷", "🐉", 'qu"ote\\', "\u0000\u2028é", ""];

/** Rows and fields of every kind that JSON has. */
class RandomFeed {
  readonly feed = createKeyedFeed({ key: "id" });
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  change(): void {
    const draw = this.#random();
    if (draw < 0.2) this.feed.delete(this.#id());
    else if (draw < 0.25) this.feed.setFields({ total: this.#value(), 9: 1, 10: this.#name() });
    else this.feed.set({ id: this.#id(), kind: this.#under(2), value: this.#value(), name: this.#name() });
  }

  #id(): string | number {
    const n = this.#under(KEYS);
    return n % 2 === 0 ? n : `k${n}`;
  }

  #value(): unknown {
    const values = [
      this.#random(),
      -0,
      Number.NaN,
      1e21,
      null,
      undefined,
      true,
      new Date(1e12 * this.#random()),
    ];
    const nested = { b: [1, { z: this.#name(), a: undefined }], a: this.#random() };
    return [...values, nested, [], {}][this.#under(values.length + 3)];
  }

  #name(): string {
    return NAMES[this.#under(NAMES.length)] ?? "";
  }

  #under(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

function follow(replica: typeof whole, held: KeyedView | undefined, fields: Fields): KeyedView {
  const frame = replica.readFrame(fields);
  if (frame === undefined || frame.type === "heartbeat") throw new Error("no frame");
  const reception = replica.receive(held, frame);
  if (!("view" in reception)) throw new Error(reception.type);
  return reception.view;
}

it(`[PR110, DG1] is the same on both sides over ${FRAMES} frames, from wherever each client is (DIGEST_SEED=${SEED})`, () => {
  const random = createRandom(SEED);
  const source = new RandomFeed(random);
  const { feed } = source;
  const views: (KeyedView | undefined)[] = [undefined, undefined, undefined, undefined];
  const digests = new Set<string>();
  for (let frames = 0; frames < FRAMES; frames += 1) {
    for (let left = random() * 3; left > 0; left -= 1) source.change();
    // The last one begins anew now and then.
    const index = Math.floor(random() * views.length);
    const held = index === 3 && random() < 0.1 ? undefined : views[index];
    const replica = index === 2 ? narrow : whole;
    const fields = decodeObject(feed.frameSince(held?.cursor).text);
    const view = follow(replica, held, fields);
    views[index] = view;
    if (replica.digestOf(view) !== fields["digest"])
      expect.fail(`frame ${frames}: ${replica.digestOf(view)}, not ${String(fields["digest"])}`);
    digests.add(String(fields["digest"]));
  }
  expect(digests.size).toBeGreaterThan(FRAMES / 4);
});

it(`[PR110] finds a single flipped bit anywhere in rows, keys that left, and fields (DIGEST_SEED=${SEED})`, () => {
  const random = createRandom(SEED);
  const source = new RandomFeed(random);
  let view: KeyedView | undefined;
  let flips = 0;
  for (let frames = 0; frames < 400; frames += 1) {
    for (let left = 0; left < 4; left += 1) source.change();
    const fields = decodeObject(source.feed.frameSince(view?.cursor).text);
    const { rows = [], left = [], fields: besides } = fields;
    const parts = [{ rows }, { left }, ...(besides === undefined ? [] : [{ fields: besides }])];
    const all = parts.flatMap((part) => leavesOf(part).map((leaf) => flipped<object>(part, leaf, random)));
    flips += all.length;
    for (const wrong of all) {
      const other = follow(whole, view, { ...fields, ...wrong });
      if (digestOf(other) === fields["digest"] && !isSameContent(other, view, fields))
        expect.fail(`not found: ${JSON.stringify(wrong)} in ${JSON.stringify(fields)}`);
    }
    view = follow(whole, view, fields);
  }
  expect(flips).toBeGreaterThan(2_000);
});

/** A key that left was not held, so another one that is not held either makes no difference. */
function isSameContent(other: KeyedView, held: KeyedView | undefined, fields: Fields): boolean {
  const right = follow(whole, held, fields);
  return JSON.stringify([other.rows, other.fields]) === JSON.stringify([right.rows, right.fields]);
}

it("[DG4] is of rows that came without one, too, so that the next frame's is compared", () => {
  const feed = createKeyedFeed({ key: "id" });
  feed.set({ id: 1 });
  const { digest, ...old } = decodeObject(feed.frameSince(undefined).text);
  const view = follow(whole, undefined, old);
  expect(digestOf(view)).toBe(digest);
  feed.set({ id: 2 });
  const delta = decodeObject(feed.frameSince(view.cursor).text);
  expect(digestOf(follow(whole, view, delta))).toBe(delta["digest"]);
});

it("[DG1] is not known of a view whose rows came over no wire, until they are sent", () => {
  const feed = createKeyedFeed({ key: "id" });
  feed.set({ id: 1 });
  const snapshot = decodeObject(feed.frameSince(undefined).text);
  const kept = structuredClone(follow(whole, undefined, snapshot));
  expect(digestOf(kept)).toBeUndefined();
  feed.set({ id: 2 });
  const delta = decodeObject(feed.frameSince(kept.cursor).text);
  expect(digestOf(follow(whole, kept, delta))).toBeUndefined();
  const again = decodeObject(feed.frameSince(undefined).text);
  expect(digestOf(follow(whole, undefined, again))).toBe(again["digest"]);
});
