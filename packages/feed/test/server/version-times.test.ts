import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createVersionTimes } from "../../src/server/version-times.ts";

it("[PR25] counts how many versions follow a seq, and when the first of them was published", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 100 }), fc.nat(600), (steps, seq) => {
      const times = createVersionTimes();
      const versions: { readonly seq: number; readonly at: number }[] = [];
      for (const step of steps) {
        const next = { seq: (versions.at(-1)?.seq ?? 0) + step, at: versions.length + 0.5 };
        versions.push(next);
        times.add(next.seq, next.at);
      }
      const after = versions.filter((version) => version.seq > seq);
      const [first] = after;
      expect(times.since(seq)).toEqual(
        first === undefined ? {} : { versions: after.length, firstPublishedAt: first.at },
      );
    }),
  );
});

it("remembers the last thousand at least, and not all", () => {
  const times = createVersionTimes();
  for (let seq = 1; seq <= 10_000; seq += 1) times.add(seq, seq);
  expect(times.since(9_000)).toEqual({ versions: 1_000, firstPublishedAt: 9_001 });
  expect(times.since(0).versions).toBeLessThan(2_048);
});
