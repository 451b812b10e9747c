import { expect } from "vitest";
import type { Unit } from "../../src/wire/unit.ts";

/** No bit of a unit is left without a name, and none has two. */
export function expectEveryBitNamedOnce(units: readonly Unit[]): void {
  for (const { bytes, fields } of units) {
    let bit = 0;
    for (const { bitOffset, bitLength } of fields) {
      expect(bitOffset).toBe(bit);
      expect(bitLength).toBeGreaterThan(0);
      bit += bitLength;
    }
    expect(bit).toBe(8 * bytes.length);
  }
}
