// The one address of each page.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalPath } from "../../src/pages/address.ts";

describe("canonicalPath", () => {
  it.each([
    ["/", "/"],
    ["//", "/"],
    ["/f/Demo", "/f/Demo"],
    ["/f/Demo/", "/f/Demo"],
    ["/F/Demo//", "/f/Demo"],
    ["//f//Demo", "/f/Demo"],
    ["/f/a%2Fb/", "/f/a%2Fb"],
    ["/f", "/"],
    ["/F/", "/"],
    ["/LAB", "/lab"],
    ["/lab/", "/lab"],
    ["/Lab/Wire/", "/lab/wire"],
    ["/Nowhere/", "/Nowhere"],
    ["/f/Demo/Rounds/", "/f/Demo/rounds"],
    ["/F/Demo//ROUNDS/7/", "/f/Demo/rounds/7"],
    ["/f/Demo/Fame", "/f/Demo/fame"],
    ["/f/Demo/Fame/7", "/f/Demo/Fame/7"],
    ["/f/Demo/rounds/7/x/", "/f/Demo/rounds/7/x"],
    ["//evil.example/f", "/evil.example/f"],
  ])("%s is %s", (path, canonical) => {
    expect(canonicalPath(path)).toBe(canonical);
  });

  it("is an address of this host, and its own canonical address", () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9%._-]{0,4}$/);
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
        const canonical = canonicalPath(`/${segments.join("/")}`);
        expect(canonical).toMatch(/^\/(?!\/)/);
        expect(canonicalPath(canonical)).toBe(canonical);
      }),
    );
  });
});
