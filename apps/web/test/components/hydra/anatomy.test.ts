// The monster's outlines hold together, whatever spine they are drawn around.
import { describe, expect, it } from "vitest";
import {
  along,
  backSail,
  bellyPlates,
  bendSpine,
  beside,
  neckGirth,
  scales,
  strip,
} from "../../../src/components/hydra/anatomy.ts";
import { HEADS } from "../../../src/components/hydra/heads.ts";
import { neckMarks } from "../../../src/components/hydra/marks.ts";

describe("a spine", () => {
  it("goes through its points, from the first to the last", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 40 },
      { x: 60, y: 50 },
    ];
    const spine = bendSpine(points, () => 1);
    expect(spine[0]).toMatchObject({ x: 0, y: 0, along: 0 });
    expect(spine.at(-1)).toMatchObject({ x: 60, y: 50, along: 1 });
    expect(spine.some(({ x, y }) => Math.hypot(x - 10, y - 40) < 1e-9)).toBe(true);
  });

  it("has its belly on the side the head looks down to", () => {
    const spine = bendSpine(
      [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
      ],
      () => 10,
    );
    expect(beside(along(spine, 0.5), 1, 1).y).toBe(10);
    expect(beside(along(spine, 0.5), -1, 1).y).toBe(-10);
  });
});

it.each(HEADS)("the $transport neck ends at its skull and draws nothing unreal", (plan) => {
  const spine = bendSpine(plan.spine, neckGirth);
  expect(spine.at(-1)).toMatchObject(plan.joint);
  const drawn = [
    strip(spine, plan.facing, [-1, 1]),
    backSail(spine, plan.facing, 12),
    bellyPlates(spine, plan.facing, 26),
    scales(spine, plan.facing, 40),
    neckMarks(plan.transport, spine, plan.facing),
  ];
  for (const path of drawn) expect(path).toMatch(/^M[-\d. MLQZ]+$/);
});
