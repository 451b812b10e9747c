import { describe, expect, it } from "vitest";
import { OptionError, parseOptions } from "../src/options.ts";

const URL_ARGS = ["--url", "http://127.0.0.1:3000"];

describe("[LC1] the command line", () => {
  it("has a default for everything but the address", () => {
    const { url, thresholds, ...others } = parseOptions(URL_ARGS);
    expect(url.href).toBe("http://127.0.0.1:3000/");
    expect(Object.values(thresholds).every((value) => value === undefined)).toBe(true);
    expect(others).toEqual({
      seconds: 60,
      transports: "all",
      pollIntervalMs: 3_000,
      family: undefined,
      hitsPerSecond: 20,
      bots: 50,
      seed: 1,
      token: undefined,
      json: undefined,
    });
  });

  it("takes transports in any order, and each threshold", () => {
    const args = ["--transports", "sse,polling", "--max-p99", "12.5", "--max-missed", "0"];
    const { transports, thresholds } = parseOptions([...URL_ARGS, ...args]);
    expect(transports).toEqual(["polling", "sse"]);
    expect(thresholds).toMatchObject({ p99: 12.5, missed: 0, p50: undefined });
  });

  it.each([
    [[], "--url is missing"],
    [["--url", "here"], "--url takes an address"],
    [["--url", "ftp://a"], "--url takes an address"],
    [["--url", "http://a/?since=1"], "no query"],
    [[...URL_ARGS, "--seconds", "0"], "--seconds takes a whole number from 5 to 600"],
    [[...URL_ARGS, "--seconds", "7.5"], "--seconds"],
    [[...URL_ARGS, "--seconds", ""], "--seconds"],
    [[...URL_ARGS, "--poll", "1"], "--poll"],
    [[...URL_ARGS, "--rate", "1e9"], "--rate"],
    [[...URL_ARGS, "--bots", "-1"], "--bots"],
    [[...URL_ARGS, "--seed", "NaN"], "--seed"],
    [[...URL_ARGS, "--transports", "sse,carrier-pigeon"], '"carrier-pigeon"'],
    [[...URL_ARGS, "--transports", ""], "--transports"],
    [[...URL_ARGS, "--max-p50", "-1"], "--max-p50"],
    [[...URL_ARGS, "--max-missed", "none"], "--max-missed"],
    [[...URL_ARGS, "--max-p95", "Infinity"], "--max-p95"],
    [[...URL_ARGS, "--max-p98", "1"], "--max-p98"],
    [[...URL_ARGS, "more"], "more"],
  ])("refuses %j in one line that names it", (args, words) => {
    const refuse = (): unknown => parseOptions(args);
    expect(refuse).toThrow(OptionError);
    expect(refuse).toThrow(words);
    expect(refuse).not.toThrow("\n");
  });
});
