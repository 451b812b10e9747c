import { describe, expect, it } from "vitest";
import { linkTroubles } from "../link-rules.ts";

const OTHER = { path: "docs/b.md", text: "# Play at home\n\n## `HOST`, twice\n\n## Twice\n\n## Twice\n" };
const troublesOf = (text: string, path = "docs/a.md"): string[] =>
  linkTroubles({
    documents: [{ path, text }, OTHER],
    exists: (it) => [path, OTHER.path, "docs"].includes(it),
  });

describe("links between documents", () => {
  it.each([
    ["a file beside it", "[b](b.md), [b](./b.md), ![b](../docs/b.md)"],
    ["a folder", "[docs](../docs)"],
    ["a heading", "[b](b.md#play-at-home) [b](b.md#host-twice) [b](b.md#twice-1)"],
    ["a heading of its own", "# Here it is\n\n[up](#here-it-is)"],
    ["another site, or a page of the product", "[x](https://example.org/none) [x](mailto:a@b) [x](/lab)"],
    ["code, which is none", "`[x](none.md)`\n\n```md\n[x](none.md)\n```"],
  ])("may lead to %s", (_, text) => {
    expect(troublesOf(text)).toEqual([]);
  });

  it("lead to what is there", () => {
    expect(troublesOf('[b](c.md) [b](b.md#none "title") [b](#none)')).toEqual([
      "docs/a.md: links to c.md, which is not there",
      "docs/a.md: links to b.md#none, which has no such heading",
      "docs/a.md: links to #none, which has no such heading",
    ]);
  });
});
