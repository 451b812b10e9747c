import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalPage } from "../../src/routes/page-addresses.ts";

describe("[PR2] the address of the page that is meant", () => {
  it.each([
    ["/F/Ab-9/", "/f/Ab-9"],
    ["/lab//WIRE?x=/", "/lab/wire?x=/"],
    ["//", "/"],
    ["//?", "/?"],
    ["///f///a", "/f/a"],
    ["/F/a/ROUNDS/7/", "/f/a/rounds/7"],
    ["/f/a/Fame", "/f/a/fame"],
  ])("of %s is %s", (url, canonical) => {
    expect(canonicalPage(url)).toBe(canonical);
  });

  it.each([
    "/",
    "/?",
    "/f/a",
    "/f/a/rounds",
    "/f/a/rounds/7",
    "/f/a/fame",
    "/f/a/fame/7",
    "/lab",
    "/lab/wire?a=//b",
    "/f",
    "/f/",
    "/f//",
    "/x/",
    "//evil.example/",
    "/\\evil.example/",
  ])("of %s is none other", (url) => {
    expect(canonicalPage(url)).toBeUndefined();
  });

  it("stays on this server, and is right at once, whatever is asked for", () => {
    const part = fc.constantFrom(
      "/",
      "f",
      "F",
      "lab",
      "Rounds",
      "WIRE",
      "a",
      "evil.example",
      "\\",
      "?",
      "#",
      "@",
      ":",
      "%2F",
      "..",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const url = `/${parts.join("")}`;
        const canonical = canonicalPage(url);
        if (canonical === undefined) return;
        expect(new URL(canonical, "http://hydra.example").origin).toBe("http://hydra.example");
        expect(canonical).not.toBe(url);
        expect(canonicalPage(canonical)).toBeUndefined();
      }),
    );
  });
});
