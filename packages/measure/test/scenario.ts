// Random observations of a page: a server that publishes, lanes that show what they get, late, early, twice or not at
// all, and a page that is hidden, paused, reconnected and measured in runs.
import * as fc from "fast-check";
import type { MeasureEvent } from "../src/index.ts";

/** The page's clock is this far ahead of the server's. */
export const SKEW_MS = 90_000;
const SERVER_EPOCH_MS = 1_795_000_000_000;
export const LANES = ["polling", "long-polling", "sse", "websocket"] as const;

type Step =
  | { readonly do: "wait" | "publish" | "renew" | "hide" | "reveal" | "run" | "stop" }
  | { readonly do: "show"; readonly lane: number; readonly behind: number; readonly isSnapshot: boolean }
  | { readonly do: "word" | "pause" | "resume" | "break" | "mend"; readonly lane: number }
  | { readonly do: "clock"; readonly errorMs: number; readonly uncertaintyMs: number };

export interface TimedStep {
  readonly afterMs: number;
  readonly step: Step;
}

const lane = fc.integer({ min: 0, max: LANES.length - 1 });
const only = <T extends Step["do"]>(name: T): fc.Arbitrary<{ do: T }> => fc.constant({ do: name });
const onLane = <T extends Step["do"]>(name: T): fc.Arbitrary<{ do: T; lane: number }> =>
  fc.record({ do: fc.constant(name), lane });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: only("publish") },
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant("show" as const),
      lane,
      behind: fc.integer({ min: 0, max: 6 }),
      isSnapshot: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom("pause", "resume", "break", "mend", "word").chain(onLane) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("hide", "reveal", "reveal", "run", "stop", "wait", "renew").chain(only),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ errorMs: fc.integer({ min: -4, max: 4 }), slackMs: fc.integer({ min: 0, max: 4 }) })
      .map(({ errorMs, slackMs }) => ({
        do: "clock" as const,
        errorMs,
        uncertaintyMs: Math.abs(errorMs) + slackMs,
      })),
  },
);

/** Mostly the pace of a feed; now and then a pause long enough to close a run's account. */
const pause = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4_000, max: 16_000 }) },
);

/** A walk that stays in one epoch. */
export function withoutRenewal(walk: readonly TimedStep[]): TimedStep[] {
  return walk.filter(({ step }) => step.do !== "renew");
}

export const steps: fc.Arbitrary<TimedStep[]> = fc.array(fc.record({ afterMs: pause, step }), {
  minLength: 1,
  maxLength: 250,
  size: "max",
});

interface World {
  serverNow: number;
  epochs: number;
  readonly published: { epoch: string; seq: number; publishedAt: number }[];
  /** By lane: which of the published versions it shows. */
  readonly shown: Map<string, number>;
}

/** What the page observes of these steps. Every other version's seq leaves a gap. */
export function observe(walk: readonly TimedStep[], options: { hasClockFirst: boolean }): MeasureEvent[] {
  const world: World = { serverNow: SERVER_EPOCH_MS, epochs: 1, published: [], shown: new Map() };
  const start = SERVER_EPOCH_MS + SKEW_MS;
  const events: MeasureEvent[] = LANES.map((name) => ({ type: "lane-opened", at: start, lane: name }));
  if (options.hasClockFirst) events.push({ type: "clock", at: start, offsetMs: -SKEW_MS, uncertaintyMs: 6 });
  for (const { afterMs, step } of walk) {
    world.serverNow += afterMs;
    events.push(...eventsOf(world, step));
  }
  return events;
}

function eventsOf(world: World, step: Step): MeasureEvent[] {
  const at = world.serverNow + SKEW_MS;
  const name = "lane" in step ? LANES[step.lane]! : "";
  switch (step.do) {
    case "wait":
      world.serverNow += 20;
      return [];
    case "publish": {
      const epoch = `e${world.epochs}`;
      const before = world.published.at(-1);
      const seq = (before?.epoch === epoch ? before.seq : 3) + 1 + (world.published.length % 2);
      world.published.push({ epoch, seq, publishedAt: world.serverNow });
      return [];
    }
    case "renew":
      world.epochs += 1;
      return [];
    case "show":
      return showing(world, name, step);
    case "word": {
      // Truthful, and long enough after anything else that no estimate of the clock confuses the order.
      if (world.shown.get(name) !== world.published.length - 1) return [];
      world.serverNow += 40;
      return [{ type: "word", at: at + 20, lane: name }];
    }
    case "hide":
      return [{ type: "page-hidden", at }];
    case "reveal":
      return [{ type: "page-visible", at }];
    case "pause":
      return [{ type: "lane-paused", at, lane: name }];
    case "resume":
      return [{ type: "lane-resumed", at, lane: name }];
    case "break":
      return [{ type: "reconnect-began", at, lane: name }];
    case "mend":
      return [{ type: "reconnect-ended", at, lane: name }];
    case "run":
      return [{ type: "run-started", at }];
    case "stop":
      return [{ type: "run-ended", at }];
    case "clock":
      return [{ type: "clock", at, offsetMs: -SKEW_MS + step.errorMs, uncertaintyMs: step.uncertaintyMs }];
  }
}

function showing(
  { published, serverNow, shown }: World,
  lane: string,
  { behind, isSnapshot }: { behind: number; isSnapshot: boolean },
): MeasureEvent[] {
  const index = published.length - 1 - behind;
  const version = published[index];
  if (version === undefined) return [];
  const before = shown.get(lane) ?? -1;
  const from = published[before]?.seq;
  shown.set(lane, Math.max(before, index));
  const isDelta = !isSnapshot && index > before && published[before]?.epoch === version.epoch;
  return [
    {
      type: "shown",
      at: serverNow + SKEW_MS,
      lane,
      frame: isDelta ? "delta" : "snapshot",
      ...version,
      ...(isDelta && from !== undefined ? { from, versions: index - before } : {}),
    },
  ];
}
