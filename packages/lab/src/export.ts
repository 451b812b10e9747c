// What a run leaves: a JSON document from which the table can be worked out again, and the table as CSV. Pure.
import {
  parseRecording,
  replay,
  type Distribution,
  type LaneFigures,
  type Overview,
  type RaceFigures,
  type Recording,
  type RunBlocks,
  type Verdict,
} from "@hydra/measure";
import type { Interruption, TrafficAnswer, Weather } from "@hydra/protocol";
import type { Ending } from "./ending.ts";
import type { InjectedFault } from "./injected-fault.ts";
import type { SetUp } from "./set-up.ts";
import type { WhatIfEntry } from "@hydra/what-if";

export const EXPORT_FORMAT = "hydra-lab-run";
/** As the package's. */
export const HYDRA_VERSION = "0.1.0";

/** Everything a run leaves. `replay(parseRecording(recording).events).table(at)` is `table`. */
export interface RunResult {
  readonly format: typeof EXPORT_FORMAT;
  readonly version: 1;
  /** Of Hydra. */
  readonly hydra: string;
  /** The browser, as it names itself, or Node. */
  readonly environment: string;
  /** ISO 8601, by this page's clock. */
  readonly finishedAt: string;
  readonly setUp: SetUp;
  /** The figures behind the weather's name. */
  readonly weather: Weather;
  /** When the network was gone, after the run's start, by the seed. */
  readonly interruptions: readonly Interruption[];
  /** What the bots did in the run, by the server's count; null when that is not known. */
  readonly traffic: Pick<TrafficAnswer, "hits" | "refused" | "late" | "run"> | null;
  /** The lab with this set-up: a run of it has the same hits. */
  readonly link: string;
  readonly familyId: string | null;
  /** The traffic that was entered beside it, if any was. */
  readonly whatIf?: WhatIfEntry;
  /** Where the lanes stood when the last of them had shown the last version. */
  readonly ending: Ending;
  /** Faults on purpose that happened in the run: what they made the figures is theirs. */
  readonly faults: readonly InjectedFault[];
  /** The page's time for which the figures hold. */
  readonly at: number;
  readonly overview: Overview;
  readonly table: readonly LaneFigures[];
  readonly race: RaceFigures;
  /** The run's own repetitions, by which the verdict judges differences, and the figures' intervals. */
  readonly blocks: RunBlocks;
  readonly distributions: Readonly<Record<string, Distribution>>;
  readonly verdict: Verdict;
  readonly recording: Recording;
}

export function encodeResult(result: RunResult): string {
  return JSON.stringify(result);
}

/** Whether the recording, read and played again, gives the same table. */
export function isReproducible({ recording, at, table }: RunResult): boolean {
  const again = replay(parseRecording(JSON.parse(JSON.stringify(recording))).events).table(at);
  return JSON.stringify(again) === JSON.stringify(table);
}

type Cell = string | number | null;

const COLUMNS: readonly (readonly [name: string, of: (row: LaneFigures) => Cell])[] = [
  ["lane", ({ lane }) => lane],
  ["versions_charged", ({ staleness }) => staleness?.count ?? 0],
  ["staleness_p50_ms", ({ staleness }) => staleness?.p50Ms ?? null],
  ["staleness_p95_ms", ({ staleness }) => staleness?.p95Ms ?? null],
  ["staleness_p99_ms", ({ staleness }) => staleness?.p99Ms ?? null],
  ["staleness_worst_ms", ({ staleness }) => staleness?.worstMs ?? null],
  ["staleness_mean_ms", ({ staleness }) => staleness?.meanMs ?? null],
  ["clock_uncertainty_ms", ({ uncertaintyMs }) => uncertaintyMs],
  ["mean_age_on_screen_ms", ({ meanAgeMs }) => meanAgeMs],
  ["measured_ms", ({ activeMs }) => activeMs],
  ["shown", ({ shown }) => shown],
  ["skipped", ({ skipped }) => skipped],
  ["unfinished", ({ unfinished }) => unfinished],
  ["missed", ({ missed }) => missed],
  ["repeated", ({ repeated }) => repeated],
  ["repaired", ({ repaired }) => repaired],
  ["discarded", ({ discarded }) => discarded],
  ["diverged", ({ diverged }) => diverged],
  ["verified", ({ verified }) => verified],
  ["unaccounted", ({ unaccounted }) => unaccounted],
  ["won", ({ race }) => race.wins],
  ["reconnects", ({ outages }) => outages.count],
  ["outage_ms", ({ outages }) => outages.totalMs],
  ["requests", ({ cost }) => cost?.requests ?? null],
  ["bytes_received_by_server", ({ cost }) => cost?.bytesIn ?? null],
  ["bytes_sent_by_server", ({ cost }) => cost?.bytesOut ?? null],
  ["connections", ({ cost }) => cost?.connections ?? null],
  ["ledger_ms", ({ cost }) => cost?.overMs ?? null],
  ["cursor", ({ cursor }) => (cursor === null ? null : `${cursor.epoch}:${cursor.seq}`)],
];

const INTERVALS = ["p50Ms", "p95Ms", "p99Ms"] as const;
const INTERVAL_NAMES = ["p50", "p95", "p99"].flatMap((name) => [
  `staleness_${name}_low_ms`,
  `staleness_${name}_high_ms`,
]);
const ABOUT = ["finished_at", "hydra", "environment", "weather", "faults_on_purpose", "link"];

/** RFC 4180; numbers in full, with a point, whatever the page's language. In each row what the run was, so that the file stands alone. */
export function encodeCsv({ table, ...run }: RunResult): string {
  const { finishedAt, hydra, environment, link, setUp, faults, blocks } = run;
  const intervals = new Map(blocks.lanes.map(({ lane, intervals: of }) => [lane, of]));
  const ends = (row: LaneFigures): Cell[] =>
    INTERVALS.flatMap((figure) => intervals.get(row.lane)?.[figure] ?? [null, null]);
  const about = [finishedAt, hydra, environment, setUp.weather, faults.length, link];
  const lines = table.map((row) =>
    [...COLUMNS.map(([, of]) => of(row)), ...ends(row), ...about].map((cell) => encodeCell(cell)).join(","),
  );
  return [[...COLUMNS.map(([name]) => name), ...INTERVAL_NAMES, ...ABOUT].join(","), ...lines, ""].join(
    "\r\n",
  );
}

function encodeCell(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
