import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { isWireId } from "../src/codec/requests.ts";
import {
  HEARTBEAT_INTERVAL_MS,
  MAX_COMMAND_BYTES,
  MAX_EVENT_LENGTH,
  MAX_HOLD_MS,
  MAX_NAME_LENGTH,
  MAX_RULES_HP,
} from "../src/index.ts";

it("[PR70] the code has the numbers of the SPEC", () => {
  const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");
  const rule = /\*\*PR70\*\*(.*?)The numbers stand/su.exec(spec)?.[1] ?? "";
  const numbers = [...rule.matchAll(/\b(\d[\d,]*)(?:\^(\d+))?/gu)].map(
    ([, base = "", power = "1"]) => Number(base.replaceAll(",", "")) ** Number(power),
  );
  const longestId = Array.from({ length: 100 }, (_, length) => length).findLast((length) =>
    isWireId("x".repeat(length)),
  );
  expect(numbers).toEqual([
    MAX_COMMAND_BYTES,
    MAX_NAME_LENGTH,
    longestId,
    MAX_HOLD_MS,
    HEARTBEAT_INTERVAL_MS,
    100,
    MAX_RULES_HP,
    MAX_EVENT_LENGTH,
  ]);
});
