// The lab: set-up, a run, its figures. Figures are read from the `data-` attributes that the page keeps for tests.
import { readFile } from "node:fs/promises";
import { expect, type Download, type Locator, type Page } from "@playwright/test";
import { parseCursor, TRANSPORTS, type Cursor, type TransportName } from "@hydra/protocol";

/** A lane's row as the page shows it; undefined where it shows nothing yet. */
export interface LaneRow {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  /** Milliseconds that were measured. */
  readonly active: number | undefined;
  readonly shown: number | undefined;
  readonly skipped: number | undefined;
  readonly missed: number | undefined;
  readonly repeated: number | undefined;
  readonly reconnects: number | undefined;
  readonly outage: number | undefined;
  readonly requests: number | undefined;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly cursor: string | undefined;
}

/** Of the exported JSON, what tests read. */
export interface Exported {
  readonly at: number;
  readonly table: readonly ExportedRow[];
  readonly overview: { readonly clock: { readonly offsetMs: number; readonly uncertaintyMs: number } | null };
  /** When the network was gone, and for how long. */
  readonly interruptions: readonly { readonly atMs: number; readonly lastsMs: number }[];
  readonly recording: unknown;
  readonly setUp: unknown;
  readonly traffic: { readonly run?: { readonly fingerprint: string; readonly isWhole: boolean } } | null;
  readonly blocks: {
    readonly lanes: readonly {
      readonly lane: string;
      readonly intervals: { readonly p50Ms: readonly [number, number] } | null;
    }[];
  };
  readonly link: string;
  readonly environment: string;
  readonly faults: readonly unknown[];
}

export interface ExportedRow {
  readonly lane: string;
  readonly shown: number;
  readonly missed: number;
  readonly activeMs: number;
  readonly uncertaintyMs: number | null;
  readonly staleness: { readonly p50Ms: number; readonly p99Ms: number; readonly meanMs: number } | null;
}

/** Longest wait after a run: 15 s for the lanes to get even, and a browser that is kept busy. */
const RUN_MARGIN_MS = 45_000;

/** The page's next try, and a machine that is kept busy. */
const LEASE_TIMEOUT_MS = 30_000;

/** The page gives its lanes 20 s to show something. */
const READY_TIMEOUT_MS = 30_000;

export class LabPage {
  readonly page: Page;
  readonly rate: Locator;
  readonly pollInterval: Locator;
  readonly weather: Locator;
  readonly delay: Locator;
  readonly cut: Locator;
  readonly slowReader: Locator;
  readonly length: Locator;
  readonly start: Locator;
  readonly progress: Locator;
  readonly verdict: Locator;
  readonly ending: Locator;
  readonly runProblem: Locator;
  readonly trafficProblem: Locator;
  readonly linkProblem: Locator;

  constructor(page: Page) {
    this.page = page;
    this.rate = page.getByTestId("traffic-rate");
    this.pollInterval = page.getByTestId("poll-interval");
    this.weather = page.getByTestId("weather");
    this.delay = page.getByTestId("weather-delay");
    this.cut = page.getByTestId("weather-cut");
    this.slowReader = page.getByTestId("slow-reader");
    this.length = page.getByTestId("run-length");
    this.start = page.getByTestId("run-start");
    this.progress = page.getByTestId("run-progress");
    this.verdict = page.getByTestId("run-verdict");
    this.ending = page.getByTestId("run-ending");
    this.runProblem = page.getByTestId("run-problem");
    this.trafficProblem = page.getByTestId("traffic-problem");
    this.linkProblem = page.getByTestId("link-problem");
  }

  /** Opens the lab and waits until every lane that is not paused shows something. */
  async open(query = ""): Promise<void> {
    await this.page.goto(`/lab${query}`);
    const paused = new URLSearchParams(query).get("paused")?.split(",") ?? [];
    for (const transport of TRANSPORTS) {
      if (!paused.includes(transport)) await expect(this.lane(transport)).toHaveAttribute("data-cursor", /:/);
    }
  }

  lane(transport: TransportName): Locator {
    return this.page.getByTestId(`lane-${transport}`);
  }

  pause(transport: TransportName): Locator {
    return this.page.getByTestId(`pause-${transport}`);
  }

  /** Starts a run. */
  async begin(): Promise<void> {
    await expect(this.weather).toHaveAttribute("data-lease", "held", { timeout: LEASE_TIMEOUT_MS });
    await this.start.click();
    await expect(this.progress).toHaveAttribute("data-state", "running", { timeout: READY_TIMEOUT_MS });
  }

  /** Runs to the verdict. */
  async run(): Promise<void> {
    const seconds = Number(await this.length.inputValue());
    await this.begin();
    await expect(this.verdict).toBeVisible({ timeout: seconds * 1_000 + RUN_MARGIN_MS });
  }

  async row(transport: TransportName): Promise<LaneRow> {
    const dataset = await this.lane(transport).evaluate((row) =>
      Object.fromEntries(Object.entries(row.dataset)),
    );
    const number = (name: string): number | undefined =>
      dataset[name] === undefined ? undefined : Number(dataset[name]);
    return {
      p50: number("p50"),
      p95: number("p95"),
      p99: number("p99"),
      active: number("active"),
      shown: number("shown"),
      skipped: number("skipped"),
      missed: number("missed"),
      repeated: number("repeated"),
      reconnects: number("reconnects"),
      outage: number("outage"),
      requests: number("requests"),
      bytesIn: number("bytesIn"),
      bytesOut: number("bytesOut"),
      cursor: dataset["cursor"],
    };
  }

  async rows(): Promise<Record<TransportName, LaneRow>> {
    const rows = await Promise.all(
      TRANSPORTS.map(async (transport) => [transport, await this.row(transport)] as const),
    );
    return Object.fromEntries(rows) as Record<TransportName, LaneRow>;
  }

  /** Nothing was missed or repeated, and all lanes ended on the same cursor and ranking; returns the cursor. */
  async expectCleanEnd(): Promise<Cursor> {
    await expect(this.ending).toHaveAttribute("data-same", "true");
    const rows = Object.values(await this.rows());
    for (const row of rows) expect(row).toMatchObject({ missed: 0, repeated: 0 });
    expect(new Set(rows.map(({ cursor }) => cursor)).size).toBe(1);
    return parseCursor(rows[0]?.cursor ?? "");
  }

  /** What the JSON of the run holds. */
  async exported(): Promise<Exported> {
    return JSON.parse(await readFile(await (await this.save("json")).path(), "utf8")) as Exported;
  }

  async save(type: "json" | "csv" | "png"): Promise<Download> {
    const saving = this.page.waitForEvent("download");
    await this.page.getByTestId(`export-${type}`).click();
    return saving;
  }
}
