import { describe, expect, it } from "vitest";
import { placeOf } from "../../../src/client/mqtt/frame-place.ts";
import { story } from "../rig.ts";

const { snapshot, delta } = story;
const HELD = { epoch: "e1", seq: 5 };

describe("the place of a frame", () => {
  it.each([
    ["next", "the delta from what is held", delta(5, 6)],
    ["ahead", "a newer snapshot", snapshot(6)],
    ["known", "an older snapshot", snapshot(4)],
    ["known", "the snapshot of what is held", snapshot(5)],
    ["known", "an empty delta", delta(5, 5)],
    ["late", "the delta that led here", delta(4, 5)],
    ["late", "an earlier delta", delta(2, 3)],
    ["gap", "a delta from later on", delta(6, 7)],
    ["gap", "an empty delta of a later version", delta(7, 7)],
    ["around", "a delta across what is held", delta(4, 7)],
    ["gap", "a snapshot of another epoch", { ...snapshot(9), epoch: "e2" }],
    ["gap", "a delta of another epoch", { ...delta(5, 6), epoch: "e2" }],
  ] as const)("[MC11] is %s: %s", (place, _what, frame) => {
    expect(placeOf(frame, HELD)).toBe(place);
  });

  it("[MC10] is the beginning for a snapshot where nothing is held, and a gap for a delta", () => {
    expect(placeOf(snapshot(3), undefined)).toBe("next");
    expect(placeOf(delta(3, 3), undefined)).toBe("gap");
  });
});
