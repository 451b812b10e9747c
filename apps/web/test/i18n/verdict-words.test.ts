// Every reason and caveat has words in every language, with its numbers in them.
import { describe, expect, it } from "vitest";
import type { Caveat, Reason } from "@hydra/measure";
import { caveatWords, reasonWords, type Speaker } from "../../src/i18n/verdict-words.ts";
import { LANGUAGES } from "../../src/i18n/languages.ts";
import { createTranslate } from "../../src/i18n/translate.ts";
import type { Words } from "../../src/i18n/words.ts";

/** Writes a number so that it is found again. */
const write = (value: number): string => `<${value}>`;
const format = {
  whole: write,
  short: write,
  rate: write,
  latency: write,
  below: write,
  fineLatency: write,
  bandwidth: write,
  share: write,
  bytes: write,
  duration: write,
  difference: write,
  range: ([low, high]: readonly [number, number]) => `${write(low)}–${write(high)}`,
};

const FILES = import.meta.glob<Words>("../../src/i18n/*/lab.ts", { eager: true, import: "words" });
const speakerOf = (language: string): Speaker => ({
  t: createTranslate(language, FILES[`../../src/i18n/${language}/lab.ts`] ?? {}),
  format,
  laneName: (lane) => `[${lane}]`,
});

/** Each reason, and what its sentence must have. */
const REASONS: readonly (readonly [Reason, readonly string[]])[] = [
  [{ code: "freshest", lane: "sse", leadMs: 7 }, ["[sse]", "<7>"]],
  [{ code: "as-fresh-as", lane: "sse", within: [-3, 4] }, ["[sse]", "<-3>", "<4>"]],
  [{ code: "unclear-beside", lane: "sse", within: [-3, 40] }, ["[sse]", "<-3>", "<40>"]],
  [
    { code: "slower-than", lane: "sse", differenceMs: 900, within: [800, 950] },
    ["[sse]", "<900>", "<800>", "<950>"],
  ],
  [{ code: "fresh-enough", p95Ms: 40, limitMs: 100 }, ["<40>", "<100>"]],
  [{ code: "too-slow", p95Ms: 400, limitMs: 100 }, ["<400>", "<100>"]],
  [{ code: "waits-for-next-poll", pollIntervalMs: 3_000, p50Ms: 1_500 }, ["<3000>", "<1500>"]],
  [{ code: "skips-versions", skipped: 9, share: 0.9 }, ["<0.9>"]],
  [{ code: "loses-updates", missed: 2, repeated: 5 }, ["2", "5"]],
  [{ code: "diverges", diverged: 3 }, ["3"]],
  [{ code: "left-unfinished", versions: 4 }, ["4"]],
  [{ code: "had-outages", outages: 2, worstMs: 5_000 }, ["2", "<5000>"]],
  [{ code: "fewest-bytes", bytesPerSecond: 800 }, ["<800>"]],
  [{ code: "more-bytes-than", lane: "sse", factor: 3 }, ["[sse]", "<3>"]],
  [{ code: "more-bytes-than", lane: "sse", factor: null }, ["[sse]"]],
  [{ code: "fewest-requests", requestsPerSecond: 0.3 }, ["<0.3>"]],
  [{ code: "fewest-requests", requestsPerSecond: 0 }, []],
  [{ code: "more-requests-than", lane: "sse", factor: 60 }, ["[sse]", "<60>"]],
  [{ code: "more-requests-than", lane: "sse", factor: null }, ["[sse]"]],
  [{ code: "holds-connection" }, []],
  [{ code: "shares-connections", busyShare: 0.02 }, ["<0.02>"]],
  [{ code: "too-few-versions", versions: 12, needed: 30 }, ["12", "30"]],
  [{ code: "too-few-versions", versions: 0, needed: 30 }, []],
  [{ code: "not-in-ledger" }, []],
  [{ code: "broker-keeps-newest" }, []],
  [{ code: "resumes-beside-broker", repaired: 2, discarded: 5 }, ["2", "5"]],
  [{ code: "broker-has-caps" }, []],
  [{ code: "as-good-without-broker", lane: "sse" }, ["[sse]"]],
  [{ code: "loads-code", bytes: 5_700 }, ["<5700>"]],
];

const CAVEATS: readonly (readonly [Caveat, readonly string[]])[] = [
  [{ code: "clock-uncertain", uncertaintyMs: 9, p50Ms: 4 }, ["<9>", "<4>"]],
  [{ code: "versions-unaccounted", versions: 17 }, ["17"]],
  [{ code: "nothing-to-compare", eligible: 1 }, []],
  [{ code: "too-short", blocks: 5, needed: 11, neededMs: 33_000 }, ["11", "<33000>"]],
];

describe.each(LANGUAGES)("in %s", (language) => {
  it.each(REASONS)("words %j with its numbers", (reason, parts) => {
    expect(missingFrom(reasonWords(reason, speakerOf(language)), parts)).toEqual([]);
  });

  it.each(CAVEATS)("words %j with its numbers", (caveat, parts) => {
    expect(missingFrom(caveatWords(caveat, speakerOf(language)), parts)).toEqual([]);
  });
});

/** What the sentence lacks. A key without a text would come back as the key. */
function missingFrom(words: string, parts: readonly string[]): readonly string[] {
  return /verdict\.|\{\{/.test(words) ? [words] : parts.filter((part) => !words.includes(part));
}
