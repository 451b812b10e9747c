import { describe, expect, it } from "vitest";
import { drawChart } from "../src/report/chart.ts";
import { formatResults, replaceResults } from "../src/report/readme.ts";
import { median, medianDifference, medianRatio, spread } from "../src/report/statistics.ts";
import { formatTable } from "../src/report/table.ts";

describe("statistics", () => {
  it("take the middle, and leave the order as it was", () => {
    const values = [9, 1, 5];
    expect(median(values)).toBe(5);
    expect(values).toEqual([9, 1, 5]);
    expect(median([])).toBeNaN();
    expect(spread(values, 1)).toBe("1.0 … 9.0");
  });

  it("compare what was measured in the same round", () => {
    // The second round was disturbed, for both alike.
    expect(medianRatio([10, 30, 10], [10, 30, 10])).toBe(1);
    expect(medianRatio([10, 30, 12], [5, 10, 6])).toBe(2);
    expect(medianDifference([10, 30, 12], [5, 10, 6])).toBe(6);
  });
});

const machine = {
  command: "npm run bench -- all",
  date: "2026-11-22 17:00",
  cores: 2,
  processor: "x",
  memoryGiB: 8,
  kernel: "Linux 6",
  node: "v26",
  load: 1,
};
const table = {
  title: "T",
  columns: ["", "figure"],
  rows: [
    ["first row", "1"],
    ["b", "10,000"],
  ],
};

describe("a report", () => {
  it("aligns names to the left and figures to the right", () => {
    expect(formatTable(table)).toBe("T\n             figure\n  first row       1\n  b          10,000");
  });

  it("replaces what stands between the README's markers, and nothing else", () => {
    const begin = "<!-- results: written by `npm run bench -- all --write` -->";
    const readme = `before\n${begin}\nold\n<!-- end of results -->\nafter\n`;
    expect(replaceResults(readme, "new")).toBe(`before\n${begin}\n\nnew\n\n<!-- end of results -->\nafter\n`);
    expect(() => replaceResults("no markers", "new")).toThrow("no place");
  });

  it("gathers the claims of all scenarios before their tables", () => {
    const claims = [{ what: "a / b", target: "≤ 1", measured: "2.00", holds: false }];
    const text = formatResults(machine, { one: { tables: [table], claims } });
    expect(text).toContain("| a / b | ≤ 1 | 2.00 | **no** |");
    expect(text.indexOf("a / b")).toBeLessThan(text.indexOf("### one"));
    expect(text).toContain("| first row | 1 |");
  });

  it("draws bars in proportion, and labels as text", () => {
    const bars = [
      { label: "own <b>", value: 5, isOwn: true },
      { label: "peer", value: 10, isOwn: false },
    ];
    const svg = drawChart({ name: "c", title: "C", unit: "µs", bars });
    const widths = [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2);
    expect(svg).toContain("own &lt;b>");
  });
});
