// What waits for a frame is bounded, whether or not one comes.
import type { Link } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { FrameLinks } from "../../src/tracing/frame-links.ts";

const linkOf = (index: number): Link => ({
  context: { traceId: String(index).padStart(32, "0"), spanId: "0".repeat(15) + "1", traceFlags: 1 },
});

it("[TR4] keeps the first 128 links of a family, counts all, and passes them on once", () => {
  const links = new FrameLinks(128);
  for (let index = 0; index < 300; index += 1) links.add("fam", linkOf(index));
  links.add("other", linkOf(300));
  const shown = links.take("fam");
  expect(shown?.count).toBe(300);
  expect(shown?.links).toEqual(Array.from({ length: 128 }, (_, index) => linkOf(index)));
  expect(links.take("fam")).toBeUndefined();
  expect(links.take("other")?.count).toBe(1);
});

it("[TR8] forgets the family that has waited longest when there are a thousand", () => {
  const links = new FrameLinks(128);
  for (let index = 0; index <= 1_000; index += 1) links.add(`fam-${index}`, linkOf(index));
  expect(links.take("fam-0")).toBeUndefined();
  expect(links.take("fam-1")?.count).toBe(1);
  expect(links.take("fam-1000")?.count).toBe(1);
});
