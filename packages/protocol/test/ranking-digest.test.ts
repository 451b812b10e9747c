import canonicalize from "canonicalize";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalEntry, canonicalRankingFields, decodeFrame } from "../src/index.ts";
import { snapshot } from "./arbitraries.ts";

it("[PR110] rows and fields of a ranking are written as RFC 8785 has it, as they are and as they come over the wire", () => {
  fc.assert(
    fc.property(snapshot, (frame) => {
      const decoded = decodeFrame(JSON.stringify(frame));
      if (decoded?.type !== "snapshot") throw new Error("no snapshot");
      for (const { round, monster, players, totalDamage, entries } of [frame, decoded]) {
        const fields = { round, monster, players, totalDamage };
        expect(canonicalRankingFields(fields)).toBe(canonicalize(fields));
        for (const entry of entries) expect(canonicalEntry(entry)).toBe(canonicalize(entry));
      }
    }),
  );
});
