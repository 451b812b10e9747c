import { describe, expect, it } from "vitest";
import { specTroubles } from "../spec-rules.ts";

const SPEC = {
  path: "a/SPEC.md",
  text: "# Rules\n\n**AB1 Order.** As AB2 has it.\n\n- **AB2 Time.** Goes on.\n- **AB3** More.\n",
};
const TESTS = [
  { path: "a/test/a.test.ts", text: 'it("[AB1] is kept")\nit("[AB2, AB3] too")\nit("[AB2] [AB3] too")' },
];

describe("the rules of the SPECs", () => {
  it("are fine when each stands once and has a test", () => {
    expect(specTroubles({ specs: [SPEC], tests: TESTS, others: [] })).toEqual([]);
  });

  it("stand once, in all of them", () => {
    const other = { path: "b/SPEC.md", text: "**AB2 Again.** Other words." };
    expect(specTroubles({ specs: [SPEC, other], tests: TESTS, others: [] })).toEqual([
      "b/SPEC.md: AB2 stands in a/SPEC.md already",
    ]);
  });

  it("exist when a source, a document or a test cites them", () => {
    const others = [
      { path: "a/src/a.ts", text: "// SPEC AB1–AB4, AB5; SHA1 and UTF8 are no rules." },
      { path: "a/README.md", text: "as AB6 says" },
    ];
    expect(specTroubles({ specs: [SPEC], tests: TESTS, others })).toEqual([
      "a/src/a.ts: cites AB4, which no SPEC.md has",
      "a/src/a.ts: cites AB5, which no SPEC.md has",
      "a/README.md: cites AB6, which no SPEC.md has",
    ]);
  });

  it("have a test whose title names them, not a comment in passing", () => {
    const tests = [{ path: "a/test/a.test.ts", text: '// AB3\nit("[AB1] [AB2] are kept")' }];
    expect(specTroubles({ specs: [SPEC], tests, others: [] })).toEqual(["a/SPEC.md: no test names [AB3]"]);
  });
});
