// The digest of a ranking against its model: right over every frame, and wrong for every bit of a frame that is turned over.
import { createReplica } from "@hydra/feed/client";
import { digestOf } from "@hydra/feed/testing";
import { decodeFrame, type FeedFrame, type SnapshotFrame } from "@hydra/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { battleCodec, type BattleView } from "../src/battle-codec.ts";
import { deltaBetween, hits, playOut } from "./battle-model.ts";

const replica = createReplica(battleCodec);

function signed<Frame extends FeedFrame>(
  frame: Frame,
  to: SnapshotFrame,
): Frame & { readonly digest: string } {
  const { round, monster, players, totalDamage, entries } = to;
  return { ...frame, digest: digestOf({ round, monster, players, totalDamage }, entries) };
}

/** What a client makes of the text; undefined when it refuses it, or does not take it for what comes next. */
function viewAfter(
  held: BattleView | undefined,
  bytes: Uint8Array,
): { view: BattleView; frame: FeedFrame } | undefined {
  try {
    const frame = decodeFrame(new TextDecoder().decode(bytes));
    if (frame === undefined || frame.type === "heartbeat") return undefined;
    const reception = replica.receive(held, frame);
    return "view" in reception ? { view: reception.view, frame } : undefined;
  } catch {
    return undefined;
  }
}

const bytesOf = (frame: FeedFrame): Uint8Array => new TextEncoder().encode(JSON.stringify(frame));

/** Everything that the digest is of. */
function contentOf({ round, monster, players, totalDamage, entries }: BattleView): string {
  return JSON.stringify({ round, monster, players, totalDamage, entries });
}

describe("[PR110, DG1] the digest of a ranking's view", () => {
  it("is the model's after each frame, and differs, or the frame is refused, for each bit that is turned over", () => {
    fc.assert(
      fc.property(hits, fc.array(fc.nat(), { minLength: 200, maxLength: 200 }), (battle, draws) => {
        const versions = playOut(battle);
        let held: BattleView | undefined;
        let found = 0;
        for (const [index, version] of versions.entries()) {
          const before = versions[index - 1];
          const frame = signed(before === undefined ? version : deltaBetween(before, version), version);
          const bytes = bytesOf(frame);
          const right = viewAfter(held, bytes)!;
          expect(replica.digestOf(right.view)).toBe(frame.digest);
          for (const draw of index % 8 === 0 ? draws : []) {
            const other = bytes.slice();
            other[draw % bytes.length]! ^= 1 << (draw % 8);
            const wrong = viewAfter(held, other);
            // A bit of what the digest is not of: the version's number, its time.
            if (wrong !== undefined && contentOf(wrong.view) === contentOf(right.view)) continue;
            found += 1;
            if (wrong !== undefined) expect(replica.digestOf(wrong.view)).not.toBe(wrong.frame.digest);
          }
          held = right.view;
        }
        expect(found).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});
