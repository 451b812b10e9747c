// Prometheus metrics. A registry of its own, so that two servers in one process (tests) do not share figures.
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { RouteContext } from "./route-context.ts";

export function createMetrics({ hub, loop, log }: RouteContext): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const add = (name: string, help: string, read: () => number): void => {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
  };
  add("hydra_subscribers", "Watchers connected or parked", () => hub.size);
  add("hydra_live_families", "Families with watchers or a change just now", () => hub.liveFamilies);
  add("hydra_frames_total", "Frames written to watchers", () => hub.counters.frames);
  add("hydra_frames_skipped_total", "Frames a slow watcher skipped", () => hub.counters.skipped);
  add(
    "hydra_ended_behind_total",
    "Watchers ended because they stayed behind",
    () => hub.counters.endedBehind,
  );
  add("hydra_families", "Families", () => loop.familyCount);
  add("hydra_log_head", "Seq of the newest durable entry", () => log.head);
  add("hydra_applied_seq", "Seq of the newest entry applied here", () => loop.appliedSeq);
  add("hydra_log_ready", "1 while the event log can be reached", () => (log.status === "ready" ? 1 : 0));
  add("hydra_log_behind", "1 while this node is behind the event log", () => (log.isBehind ? 1 : 0));
  return registry;
}
