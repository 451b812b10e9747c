// What every VersionedFeed must do, as a suite for Vitest: a feed of one's own calls `feedContract` in a test file of its own.
// It reads frames as text, as a client would, and leaves to the feed's author how a frame changes what a client holds.
import { describe, expect, it } from "vitest";
import { DecodeError } from "../wire/decode-error.ts";
import { decodeObject, integerAt, stringAt, timeAt, type Fields } from "../wire/fields.ts";
import type { VersionedFeed } from "../server/versioned-feed.ts";
import { digestOf } from "./digest-of.ts";

/** A feed whose state a test can change. */
export interface FeedUnderTest {
  readonly feed: VersionedFeed;
  /** Makes a change that a watcher can see: another one at each call, of every kind in turn. */
  change(): void;
  /** The feed's whole state as it is now, as a client should show it. */
  state(): unknown;
  /** What a client shows after a snapshot, or after a delta from what it held; must not change `held`. */
  apply(held: unknown, frame: Fields): unknown;
  /** What the digest of a state covers, as JSON has it. Absent where frames carry no digest. */
  digested?(state: unknown): { readonly fields: unknown; readonly rows: Iterable<unknown> };
}

/** Changes between the first version and the last: enough for deltas over several of them. */
const CHANGES = 40;

/** @param open makes a new feed with a first version, to which nothing else makes changes */
export function feedContract(name: string, open: () => FeedUnderTest): void {
  describe(`the feed contract: ${name}`, () => {
    testVersions(open);
    testFirstFrames(open);
    testDeltas(open);
    testEnvelopes(open);
    testDigests(open);
  });
}

function testVersions(open: () => FeedUnderTest): void {
  it("names its versions by an epoch that stays and a seq that grows with each change", () => {
    const { feed, change } = open();
    const { epoch } = feed;
    expect(epoch).toMatch(/^[A-Za-z0-9]{1,32}$/);
    let last = feed.seq;
    for (let n = 0; n < CHANGES; n += 1) {
      expect(feed.seq).toBe(last);
      change();
      expect(feed.seq).toBeGreaterThan(last);
      last = feed.seq;
    }
    expect(Number.isSafeInteger(last)).toBe(true);
    expect(feed.epoch).toBe(epoch);
  });

  it("publishes a version when its seq or a frame is looked at, and not by `publishedSeq`", () => {
    const { feed, change } = open();
    const first = feed.seq;
    change();
    expect([feed.publishedSeq, feed.publishedSeq]).toEqual([first, first]);
    const second = feed.seq;
    expect(feed.publishedSeq).toBe(second);
    change();
    feed.frameSince(undefined);
    expect(feed.publishedSeq).toBeGreaterThan(second);
    expect(feed.seq).toBe(feed.publishedSeq);
  });

  it("reports every change to a listener until it stops, where it reports them at all", () => {
    const { feed, change } = open();
    if (feed.onChange === undefined) return;
    let [calls, otherCalls] = [0, 0];
    const stop = feed.onChange(() => (calls += 1));
    const stopToo = feed.onChange(() => (otherCalls += 1));
    change();
    expect([calls >= 1, otherCalls]).toEqual([true, calls]);
    stop();
    const before = calls;
    change();
    expect([calls, otherCalls > before]).toEqual([before, true]);
    stopToo();
  });
}

function testFirstFrames(open: () => FeedUnderTest): void {
  it("gives a snapshot without a cursor, for one of another epoch, and for one that is ahead", () => {
    const { feed, change, state, apply } = open();
    change();
    const { epoch, seq } = feed;
    const strangers = [
      { epoch: `${epoch.slice(0, 31)}x`, seq },
      { epoch, seq: seq + 1 },
    ];
    for (const cursor of [undefined, ...strangers, { epoch, seq: Number.MAX_SAFE_INTEGER }]) {
      const frame = decode(feed, cursor);
      expect(frame["type"]).toBe("snapshot");
      expect(apply(undefined, frame)).toEqual(state());
    }
  });

  it("leads from the newest version to itself by an empty delta", () => {
    const { feed, change, state, apply } = open();
    change();
    const { epoch, seq } = feed;
    const frame = decode(feed, { epoch, seq });
    const { publishedAt, digest } = decode(feed, undefined);
    expect(frame).toEqual({
      type: "delta",
      epoch,
      from: seq,
      seq,
      publishedAt,
      ...(digest === undefined ? {} : { digest }),
    });
    expect(apply(state(), frame)).toEqual(state());
  });
}

function testDeltas(open: () => FeedUnderTest): void {
  it("leads from every version that a client may hold to exactly the newest, by delta from the last one", () => {
    const { feed, change, state, apply } = open();
    const held = new Map<number, unknown>([[feed.seq, state()]]);
    for (let n = 0; n < CHANGES; n += 1) {
      change();
      // Some changes share a version.
      if (n % 3 === 1) continue;
      const last = [...held.keys()].at(-1);
      const frame = decode(feed, { epoch: feed.epoch, seq: last ?? 0 });
      expect([frame["type"] === "snapshot" || frame["from"] === last, frame["seq"]]).toEqual([
        true,
        feed.seq,
      ]);
      held.set(feed.seq, state());
      for (const [seq, view] of held) {
        const before = JSON.stringify(view);
        expect(apply(view, decode(feed, { epoch: feed.epoch, seq }))).toEqual(state());
        expect(JSON.stringify(view)).toBe(before);
      }
    }
  });

  it("sends deltas, and only what has changed: most are smaller than a snapshot", () => {
    const { feed, change } = open();
    let deltas = 0;
    for (let n = 0; n < CHANGES; n += 1) {
      const cursor = { epoch: feed.epoch, seq: feed.seq };
      change();
      const frame = feed.frameSince(cursor);
      if (frame.type === "delta" && frame.body.length < feed.frameSince(undefined).body.length) deltas += 1;
    }
    expect(deltas).toBeGreaterThan(CHANGES / 2);
  });
}

function testEnvelopes(open: () => FeedUnderTest): void {
  it("names in each frame the version that it leads to, and how many lie between", () => {
    const { feed, change } = open();
    const from = feed.seq;
    const skipped = Array.from({ length: 3 }, () => {
      change();
      return timeAt(decode(feed, undefined), "publishedAt");
    });
    const frame = feed.frameSince({ epoch: feed.epoch, seq: from });
    const fields = decode(feed, { epoch: feed.epoch, seq: from });
    expect(frame.cursor).toBe(`${feed.epoch}:${feed.seq}`);
    expect([stringAt(fields, "epoch"), integerAt(fields, "seq")]).toEqual([feed.epoch, feed.seq]);
    expect(timeAt(fields, "publishedAt")).toBe(skipped.at(-1));
    if (frame.type !== "delta") return;
    expect(fields).toMatchObject({ from, versions: 3, firstPublishedAt: skipped[0] });
  });

  it("encodes a frame once for all that ask from the same cursor, and anew for the next version", () => {
    const { feed, change } = open();
    const cursor = { epoch: feed.epoch, seq: feed.seq };
    change();
    for (const from of [cursor, undefined, { epoch: feed.epoch, seq: feed.seq }]) {
      const frame = feed.frameSince(from);
      expect(feed.frameSince(from)).toBe(frame);
      change();
      expect(feed.frameSince(from)).not.toBe(frame);
    }
  });
}

function testDigests(open: () => FeedUnderTest): void {
  it("gives in each frame the digest of the state that it leads to, from wherever, or in none", () => {
    const { feed, change, state, digested } = open();
    const seqs = [feed.seq];
    for (let n = 0; n < CHANGES; n += 1) {
      change();
      if (n % 3 === 1) continue;
      seqs.push(feed.seq);
      const parts = digested?.(state());
      const expected = parts && digestOf(parts.fields, parts.rows);
      for (const seq of seqs) expect(decode(feed, { epoch: feed.epoch, seq })["digest"]).toBe(expected);
      expect(decode(feed, undefined)["digest"]).toBe(expected);
    }
  });
}

/** @throws DecodeError when its body is no JSON object */
function decode(feed: VersionedFeed, cursor: Parameters<VersionedFeed["frameSince"]>[0]): Fields {
  const frame = feed.frameSince(cursor);
  const fields = decodeObject(frame.body.toString());
  if (fields["type"] !== frame.type) throw new DecodeError("A frame's type is not that of its body.");
  return fields;
}
