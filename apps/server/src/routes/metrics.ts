// Prometheus metrics. A registry of its own, so that two servers in one process (tests) do not share figures.
// Names: https://prometheus.io/docs/practices/naming/. The cluster's dashboard shows these.
import type { DropReason } from "@hydra/feed/server";
import type { ErrorCode } from "@hydra/protocol";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AttackResult } from "../battle/attack-command.ts";
import type { PublishingFigures } from "../messaging/ranking-publisher.ts";
import type { RouteContext } from "./route-context.ts";

/** The event loop's lag is looked at this often; the library's 10 ms wake an idle server a hundred times a second. */
const LAG_PRECISION_MS = 100;

interface LabelledCounts {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  read(): Iterable<readonly [string, number]>;
}

/** What is counted where it happens. Everything else is looked up when somebody asks: `observe`. */
export class Metrics {
  readonly registry = new Registry();
  /** By what came of them; told to the registry when somebody asks, which costs a label's hash each time. */
  readonly #attacks = new Map<AttackResult, number>();
  readonly #refusals = new Map<ErrorCode, number>();
  readonly #drops = new Map<DropReason, number>();
  readonly #outages = new Map<string, number>();
  readonly #appends: Histogram;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_PRECISION_MS });
    this.#labelled({
      name: "hydra_attacks_total",
      help: "Players' attacks by what came of them: hit, duplicate, or the code they were refused with",
      label: "outcome",
      read: () => this.#attacks,
    });
    this.#labelled({
      name: "hydra_refused_clients_total",
      help: "Refusals of clients that did what they may not, or too much of it, by code",
      label: "code",
      read: () => this.#refusals,
    });
    this.#labelled({
      name: "hydra_dropped_watchers_total",
      help: "Watchers whose connection was ended: behind, silent or abusive",
      label: "reason",
      read: () => this.#drops,
    });
    this.#labelled({
      name: "hydra_log_outages_total",
      help: "Times that the event log could not be reached any more, by the reason that /readyz gave",
      label: "reason",
      read: () => this.#outages,
    });
    this.#appends = new Histogram({
      name: "hydra_append_seconds",
      help: "Time until an event is durable in the log and applied here",
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
  }

  appended(tookMs: number): void {
    this.#appends.observe(tookMs / 1_000);
  }

  attacked(result: AttackResult): void {
    count(this.#attacks, result);
  }

  refused(code: ErrorCode): void {
    count(this.#refusals, code);
  }

  dropped(reason: DropReason): void {
    count(this.#drops, reason);
  }

  /** Figures that somebody else keeps. */
  observe({ hub, loop, log }: RouteContext): void {
    this.#gauge("hydra_subscribers", "Watchers connected or parked", () => hub.size);
    this.#watchers(hub);
    this.#gauge("hydra_live_families", "Families with watchers or a change just now", () => hub.liveFeeds);
    this.#counter("hydra_frames_total", "Frames written to watchers", () => hub.counters.frames);
    this.#counter("hydra_frames_skipped_total", "Frames a slow watcher skipped", () => hub.counters.skipped);
    this.#counter(
      "hydra_ended_behind_total",
      "Watchers ended because they stayed behind",
      () => hub.counters.endedBehind,
    );
    this.#gauge("hydra_families", "Families", () => loop.familyCount);
    this.#gauge("hydra_players", "Players of these families", () => loop.playerCount);
    this.#gauge("hydra_log_head", "Seq of the newest durable entry", () => log.head);
    this.#gauge("hydra_applied_seq", "Seq of the newest entry applied here", () => loop.appliedSeq);
    this.#gauge("hydra_log_ready", "1 while the event log can be reached", () =>
      Number(log.status === "ready"),
    );
    this.#labelled({
      name: "hydra_log_clock_steps_total",
      help: "Steps of 5 s or more of the machine's wall clock that the event log saw while open or as it was opened, by direction",
      label: "direction",
      read: () => Object.entries(log.clockSteps),
    });
    log.onStatus((status) => {
      if (status === "unreachable") count(this.#outages, log.trouble?.reason ?? "unknown");
    });
    this.#gauge("hydra_log_behind", "1 while this node is behind the event log", () => Number(log.isBehind));
  }

  /** Of a message broker that rankings are published to. */
  observeMessaging(read: () => PublishingFigures): void {
    this.#gauge("hydra_messaging_up", "1 while the message broker can be reached", () => Number(read().isUp));
    this.#gauge(
      "hydra_messaging_publishing",
      "1 while it is this node that publishes to the message broker",
      () => Number(read().isPublishing),
    );
    this.#gauge(
      "hydra_messaging_families",
      "Families published to the message broker",
      () => read().families,
    );
    this.#labelled({
      name: "hydra_messaging_messages_total",
      help: "Messages that the message broker has taken, by kind",
      label: "kind",
      read: () => read().messages,
    });
    this.#counter(
      "hydra_messaging_failed_total",
      "Messages that the message broker did not take; the next has the newest state",
      () => read().failed,
    );
  }

  #gauge(name: string, help: string, read: () => number): void {
    const registers = [this.registry];
    const gauge: Gauge = new Gauge({ name, help, registers, collect: () => gauge.set(read()) });
  }

  #counter(name: string, help: string, read: () => number): void {
    const registers = [this.registry];
    const counter: Counter = new Counter({
      name,
      help,
      registers,
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  #labelled({ name, help, label, read }: LabelledCounts): void {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect: () => {
        counter.reset();
        for (const [value, total] of read()) counter.inc({ [label]: value }, total);
      },
    });
  }

  #watchers(hub: RouteContext["hub"]): void {
    const watchers: Gauge = new Gauge({
      name: "hydra_watchers",
      help: "Watchers connected or parked, by transport",
      labelNames: ["transport"],
      registers: [this.registry],
      collect: () => {
        watchers.reset();
        for (const [transport, size] of hub.sizes) watchers.set({ transport }, size);
      },
    });
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
