// Family 6 (UTF-8).
import { describe, expect, test } from "vitest";
import { FAIL_FAST, UTF8 } from "./cases/utf8.ts";
import { testCases } from "./run-case.ts";
import { concat, octets } from "../bytes.ts";
import { echo } from "../echo.ts";

testCases("[WS38]", [...UTF8, ...FAIL_FAST]);

describe("failing fast", () => {
  const isRefused = (bytes: readonly Uint8Array[]): boolean =>
    echo(bytes).steps.some(([step]) => step === "closed");

  test.each(FAIL_FAST)("[WS38] $id refuses on the byte", ({ sends, failsAfterBytes = 0 }) => {
    const bytes = concat(sends);
    for (const split of [(piece: Uint8Array) => [piece], octets]) {
      expect(isRefused(split(bytes.subarray(0, failsAfterBytes - 1)))).toBe(false);
      expect(isRefused(split(bytes.subarray(0, failsAfterBytes)))).toBe(true);
    }
  });
});
