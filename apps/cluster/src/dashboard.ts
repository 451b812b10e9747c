// Grafana's dashboard of a cluster, from a table of panels; grafana/dashboards/hydra.json is what it gives. Pure.

interface Panel {
  readonly title: string;
  /** What it shows and when to worry. */
  readonly description: string;
  readonly unit: string;
  /** PromQL, and a line's name by its labels. */
  readonly queries: readonly (readonly [expression: string, legend: string])[];
}

const PANELS: readonly Panel[] = [
  {
    title: "Attacks by outcome",
    description:
      "Everything but hit, duplicate and cooldown is somebody's trouble; unavailable is the log's.",
    unit: "reqps",
    queries: [["sum by (outcome) (rate(hydra_attacks_total[1m]))", "{{outcome}}"]],
  },
  {
    title: "Time of an append",
    description: "Until an event is durable on a majority and applied on the node that was asked.",
    unit: "s",
    queries: [0.5, 0.95, 0.99].map(
      (share) =>
        [
          `histogram_quantile(${share}, sum by (le) (rate(hydra_append_seconds_bucket[1m])))`,
          `p${share * 100}`,
        ] as const,
    ),
  },
  {
    title: "Log reachable",
    description: "0: attacks are refused there, watchers keep what they have.",
    unit: "bool",
    queries: [["hydra_log_ready", "{{instance}}"]],
  },
  {
    title: "Log lag",
    description: "Seqs a node's state is behind the newest that any node knows; a message counts for 256.",
    unit: "none",
    queries: [["scalar(max(hydra_log_head)) - hydra_applied_seq", "{{instance}}"]],
  },
  {
    title: "Watchers by transport",
    description: "Connected or parked; polls come and go unseen.",
    unit: "none",
    queries: [["sum by (transport) (hydra_watchers)", "{{transport}}"]],
  },
  {
    title: "Watchers by node",
    description:
      "Without sticky sessions they spread evenly, but for those who came back after a node was gone.",
    unit: "none",
    queries: [["hydra_subscribers", "{{instance}}"]],
  },
  {
    title: "Frames",
    description: "Written to watchers; skipped where one could not keep up; ended where it stayed behind.",
    unit: "ops",
    queries: [
      ["sum(rate(hydra_frames_total[1m]))", "written"],
      ["sum(rate(hydra_frames_skipped_total[1m]))", "skipped"],
      ["sum(rate(hydra_ended_behind_total[1m]))", "ended"],
    ],
  },
  {
    title: "Event loop delay, p99",
    description: "Above a frame interval (50 ms), frames are late: a node more, or fewer watchers on each.",
    unit: "s",
    queries: [["nodejs_eventloop_lag_p99_seconds", "{{instance}}"]],
  },
  {
    title: "Processor",
    description: "1 is a whole core: a node serves from one thread.",
    unit: "none",
    queries: [["rate(process_cpu_seconds_total[1m])", "{{instance}}"]],
  },
  {
    title: "Memory",
    description: "Resident, by node.",
    unit: "bytes",
    queries: [["process_resident_memory_bytes", "{{instance}}"]],
  },
  {
    title: "Restarts in an hour",
    description: "Of each node.",
    unit: "none",
    queries: [["changes(process_start_time_seconds[1h])", "{{instance}}"]],
  },
  {
    title: "Nodes up",
    description: "That could be asked for their figures.",
    unit: "none",
    queries: [['sum(up{job="hydra"})', "up"]],
  },
];

const COLUMNS = 2;
/** Grafana's grid is 24 wide. */
const WIDTH = 24 / COLUMNS;
const HEIGHT = 7;
const DATASOURCE = { type: "prometheus", uid: "prometheus" } as const;

/** The dashboard as Grafana's JSON model has it, https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/. */
export function dashboard(): object {
  return {
    uid: "hydra",
    title: "Hydra",
    tags: ["hydra"],
    timezone: "browser",
    schemaVersion: 39,
    refresh: "5s",
    time: { from: "now-30m", to: "now" },
    panels: PANELS.map(({ title, description, unit, queries }, index) => ({
      id: index + 1,
      type: "timeseries",
      title,
      description,
      datasource: DATASOURCE,
      gridPos: {
        x: (index % COLUMNS) * WIDTH,
        y: Math.floor(index / COLUMNS) * HEIGHT,
        w: WIDTH,
        h: HEIGHT,
      },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      targets: queries.map(([expr, legendFormat], at) => ({
        refId: String.fromCharCode(65 + at),
        datasource: DATASOURCE,
        expr,
        legendFormat,
      })),
    })),
  };
}
