import { parseCursor } from "@hydra/protocol";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { feedEpoch } from "../../src/ranking/feed-epoch.ts";

const logEpoch = fc.stringMatching(/^[a-z0-9]{4,32}$/u);
const rankingSize = fc.integer({ min: 1, max: 1_000 });

it("[PR10] [PR12] is an epoch of its own for each log and ranking size, and always the same", () => {
  fc.assert(
    fc.property(logEpoch, rankingSize, rankingSize, (epoch, size, other) => {
      const made = feedEpoch(epoch, size);
      expect(parseCursor(`${made}:1`)).toEqual({ epoch: made, seq: 1 });
      expect(feedEpoch(epoch, size)).toBe(made);
      if (other !== size) expect(feedEpoch(epoch, other)).not.toBe(made);
      expect(feedEpoch(`${epoch.slice(0, -1)}${epoch.endsWith("a") ? "b" : "a"}`, size)).not.toBe(made);
    }),
  );
});
