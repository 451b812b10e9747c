// Numbers as people read them, in every language.
import { expect, it } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatBelow,
  formatLatency,
  formatRate,
  formatShort,
  formatWhole,
  isolateUnit,
} from "../../src/i18n/format.ts";

it.each([
  [0.4, "0 ms"],
  [84.4, "84 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [1_504, "1.50 s"],
  [9_996, "10 s"],
  [12_340, "12.3 s"],
])("a latency of %d ms: %s", (milliseconds, text) => {
  expect(formatLatency("en", milliseconds)).toBe(text);
});

it.each([
  [0, "0 B"],
  [840, "840 B"],
  [999.7, "1 kB"],
  [41_260, "41.3 kB"],
  [512_700, "513 kB"],
  [999_700, "1 MB"],
  [1_234_567, "1.2 MB"],
])("%d bytes: %s", (bytes, text) => {
  expect(formatBytes("en", bytes)).toBe(text);
});

it("a rate has a digit after the point while that matters", () => {
  expect([0, 0.96, 9.44, 19.6, 1_180].map((rate) => formatRate("en", rate))).toEqual([
    "0",
    "1",
    "9.4",
    "20",
    "1,180",
  ]);
});

it("a round's length is in minutes and seconds, in the page's language", () => {
  expect(formatDuration("en", 48_400)).toBe("48 sec");
  expect(formatDuration("en", 200_000)).toBe("3 min 20 sec");
  expect(formatDuration("zh-Hans", 120_000)).toBe("2分钟");
  expect(formatDuration("en", 0)).toBe("0 sec");
  expect(formatDuration("en", 3_600_000)).toBe("1 hr");
  expect(formatDuration("en", 7_530_000)).toBe("2 hr 5 min");
  expect(formatDuration("en", 273_600_000)).toBe("3 days 4 hr");
});

it("short numbers are exact below a million", () => {
  expect([900, 999_999, 28_209_974].map((value) => formatShort("en", value))).toEqual([
    "900",
    "999,999",
    "28.2M",
  ]);
  expect(formatShort("zh-Hans", 28_209_974)).toBe("2821万");
});

it("whole numbers are grouped", () => {
  expect(formatWhole("zh-Hans", 1_234_567.8)).toBe("1,234,568");
});

it("a number keeps its unit behind it where the text runs the other way", () => {
  expect(isolateUnit("he", formatLatency("he", 84))).toBe("\u206884 ms\u2069");
  expect(isolateUnit("en", formatLatency("en", 84))).toBe("84 ms");
  expect(isolateUnit("he", formatBelow("he", 1.2))).toBe("\u2068< 2 ms\u2069");
  expect(formatDuration("he", 200_000)).toBe("3 דק׳ 20 שנ׳");
});
