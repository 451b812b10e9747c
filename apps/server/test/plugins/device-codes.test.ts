import { expect, it } from "vitest";
import { CODE_LIFE_MS, DeviceCodes } from "../../src/plugins/device-codes.ts";

const session = (n: number) => ({ familyId: "family", playerId: `p${n}` });

it("[PR166] a code is good until its time is over", () => {
  let now = 0;
  const codes = new DeviceCodes(() => now);
  const [early, late] = [codes.issue(session(1)), codes.issue(session(2))];
  now = CODE_LIFE_MS - 1;
  expect(codes.redeem(early)).toEqual(session(1));
  now = CODE_LIFE_MS;
  expect(codes.redeem(late)).toBeUndefined();
});

it("[PR167] of ten thousand open codes the oldest makes room", () => {
  const codes = new DeviceCodes(() => 0);
  const issued = Array.from({ length: 10_001 }, (_, n) => codes.issue(session(n)));
  expect(new Set(issued).size).toBe(issued.length);
  expect(codes.redeem(issued[0] ?? "")).toBeUndefined();
  expect(codes.redeem(issued[1] ?? "")).toEqual(session(1));
  expect(codes.redeem(issued.at(-1) ?? "")).toEqual(session(10_000));
});
