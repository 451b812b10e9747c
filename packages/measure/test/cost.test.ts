import { describe, expect, it } from "vitest";
import type { LedgerReading } from "../src/index.ts";
import { Page } from "./page.ts";

/** Totals of a lane that has made so many requests. */
function reading(requests: number): LedgerReading {
  return {
    requests,
    bytesIn: requests * 400,
    bytesOut: requests * 9_000,
    connections: 1,
    frames: requests,
    skipped: 0,
  };
}

const read = (page: Page, requests: number): Page =>
  page.see({ type: "ledger", lane: "sse", ...reading(requests) });

describe("cost", () => {
  it("[ME15] [ME36] is the growth since the last reading before the run", () => {
    const page = new Page("sse");
    read(page.wait(1_000), 10);
    page.wait(500).see({ type: "run-started" });
    expect(page.row("sse").cost).toBeNull();
    read(page.wait(1_500), 14);
    read(page.wait(2_000), 20);
    expect(page.row("sse").cost).toStrictEqual({
      requests: 10,
      bytesIn: 4_000,
      bytesOut: 90_000,
      connections: 0,
      frames: 10,
      skipped: 0,
      overMs: 4_000,
    });
  });

  it("[ME36] counts from 0 for a lane that was opened in the run, and from the first reading for an older one", () => {
    const young = new Page("sse");
    read(young.wait(2_000), 3);
    expect(young.row("sse").cost).toMatchObject({ requests: 3, connections: 1, overMs: 2_000 });
    const old = new Page("sse").wait(60_000).see({ type: "run-started" }).wait(1_000);
    read(old, 500);
    expect(old.row("sse").cost).toBeNull();
    read(old.wait(1_000), 502);
    expect(old.row("sse").cost).toMatchObject({ requests: 2, connections: 0, overMs: 1_000 });
  });

  it("[ME36] goes on when the server counts anew", () => {
    const page = new Page("sse");
    read(page.wait(1_000), 100);
    read(page.wait(1_000), 4);
    read(page.wait(1_000), 6);
    expect(page.row("sse").cost).toMatchObject({ requests: 106, connections: 2, overMs: 3_000 });
  });

  it("[ME36] takes one reading after a run's end, and begins the next run at the last one", () => {
    const page = new Page("sse");
    read(page, 1);
    page.see({ type: "run-started" }).wait(1_000).see({ type: "run-ended" });
    read(page.wait(20), 5);
    read(page.wait(1_000), 90);
    expect(page.row("sse").cost).toMatchObject({ requests: 4, overMs: 1_020 });
    page.see({ type: "run-started" });
    read(page.wait(1_000), 92);
    expect(page.row("sse").cost).toMatchObject({ requests: 2, overMs: 1_000 });
  });
});
