import { expect, it } from "vitest";
import { FaultBench } from "../../src/client/fault-bench.ts";

const delta = (from: number, seq: number) =>
  ({ type: "delta", epoch: "e", from, seq, publishedAt: 0 }) as const;

it("[AU5] takes a delta out of order behind one that brings something, not behind an empty one", () => {
  const bench = new FaultBench();
  const delivered: number[] = [];
  const pass = (from: number, seq: number): void =>
    bench.pass(delta(from, seq), (frame) => delivered.push(frame.from));
  bench.inject("reorder");
  pass(1, 2);
  // An answer that nothing is newer, as of a poll or a transport that has just been opened.
  pass(1, 1);
  pass(2, 3);
  pass(3, 4);
  expect(delivered).toEqual([1, 2, 1, 3]);
});
