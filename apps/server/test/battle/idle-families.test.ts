// What a start costs for each family that nobody plays in, as a difference of two logs, so that what a server costs by itself is in
// neither. By whole processes: the figures of the command are those of `npm run bench families`.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const CHILD = fileURLToPath(new URL("idle-families-child.ts", import.meta.url));
const FEW = 10_000;
const MANY = 30_000;
/** Beside the snapshot's text: some 75 bytes of notes and index. A key and a piece of text, an object each, took 140. */
const MAX_HELD_BYTES = 105;
/** A text for each number of each entry, which V8 caches, took 290. */
const MAX_INSPECTED_BYTES = 40;

interface Figures {
  readonly families: number;
  readonly heldBytes: number;
  readonly inspectedBytes: number;
}

async function measure(families: number): Promise<Figures> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", CHILD, String(families)]);
  const figures = JSON.parse(stdout) as Figures;
  expect(figures.families).toBe(families);
  return figures;
}

describe("a family that nobody plays in", () => {
  let few: Figures;
  let many: Figures;
  const perFamily = (figure: "heldBytes" | "inspectedBytes"): number =>
    (many[figure] - few[figure]) / (MANY - FEW);

  beforeAll(async () => {
    few = await measure(FEW);
    many = await measure(MANY);
  }, 120_000);

  it("[EN64] costs few bytes beside its text after a start", () => {
    expect(perFamily("heldBytes")).toBeLessThan(MAX_HELD_BYTES);
  });

  it("[EL23] leaves next to nothing to collect when its entries are verified", () => {
    expect(perFamily("inspectedBytes")).toBeLessThan(MAX_INSPECTED_BYTES);
  });
});
