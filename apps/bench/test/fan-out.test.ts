import { expect, it } from "vitest";
import { parseOptions } from "../src/options.ts";
import { fanOut } from "../src/scenarios/fan-out.ts";

it("measures a tiny fan-out from end to end, every candidate of it", async () => {
  const options = parseOptions(["--runs", "1", "--seconds", "1", "--watchers", "5"]);
  const { tables, claims, charts } = await fanOut.run(options);
  const [table] = tables;
  expect(table?.rows.map(([name]) => name)).toContain("Hydra WebSocket");
  // Of each candidate frames arrived, and cost something.
  for (const [name, cost, , , bytes, frames] of table?.rows ?? []) {
    expect(Number(cost), name).toBeGreaterThan(0);
    expect(Number(bytes), name).toBeGreaterThan(100);
    expect(Number(frames), name).toBeGreaterThan(0);
  }
  expect(claims).toHaveLength(7);
  expect(charts?.[0]?.bars).toHaveLength(table?.rows.length ?? 0);
});
