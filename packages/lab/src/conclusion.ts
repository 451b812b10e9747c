// Puts together what a run leaves: its figures, its recording and a verdict.
import { verdict, type LaneTraits, type Overview, type Recording, type RunBlocks } from "@hydra/measure";
import { TRAITS, TRANSPORTS, type TrafficAnswer, type TransportName } from "@hydra/protocol";
import type { Ending } from "./ending.ts";
import { EXPORT_FORMAT, HYDRA_VERSION, type RunResult } from "./export.ts";
import type { Figures } from "./figures.ts";
import type { SetUp } from "./set-up.ts";
import { interruptionsIn, weatherOf } from "./weather-choice.ts";
import type { InjectedFault } from "./injected-fault.ts";

export interface Evidence {
  /** Whose ranking was raced for; null of a feed that is no family's. */
  readonly familyId: string | null;
  readonly setUp: SetUp;
  readonly bots: TrafficAnswer | undefined;
  readonly figures: Figures;
  readonly blocks: RunBlocks;
  readonly ending: Ending;
  /** All that were injected so far. */
  readonly faults: readonly InjectedFault[];
  readonly recording: Recording;
  /** By which the run is repeated. */
  readonly link: string;
  /** The browser, as it names itself, or Node. */
  readonly environment: string;
  /** Of the script that a page loads for a transport alone. */
  readonly ownCodeBytes: (transport: TransportName) => number | undefined;
}

export function conclude(evidence: Evidence): RunResult {
  const { familyId, setUp, bots, figures, ending, recording, link, faults } = evidence;
  const { at, table, race, overview, distributions } = figures;
  const { blocks } = evidence;
  const weather = weatherOf(setUp);
  return {
    format: EXPORT_FORMAT,
    version: 1,
    hydra: HYDRA_VERSION,
    environment: evidence.environment,
    finishedAt: new Date(at).toISOString(),
    setUp,
    weather,
    interruptions: interruptionsIn(setUp),
    traffic: bots === undefined ? null : trafficOf(bots),
    link,
    familyId,
    ending,
    faults: faults.filter(({ happenedAt }) => happenedAt !== null && isIn(overview.run, happenedAt)),
    at,
    overview,
    table,
    race,
    blocks,
    distributions: Object.fromEntries(distributions),
    verdict: verdict(table, {
      hitsPerSecond: setUp.hitsPerSecond,
      weather: setUp.weather,
      lanes: TRANSPORTS.map((transport) => traitsOf(transport, evidence)),
      blocks,
      roundTripMs: 2 * (weather.delayMs + weather.jitterMs / 2) + 2 * (overview.clock?.uncertaintyMs ?? 0),
    }),
    recording,
  };
}

function isIn({ startedAt, endedAt }: Overview["run"], at: number): boolean {
  return at >= (startedAt ?? Infinity) && at <= (endedAt ?? Infinity);
}

function trafficOf({ hits, refused, late, run }: TrafficAnswer): RunResult["traffic"] {
  return { hits, refused, late, ...(run === undefined ? {} : { run }) };
}

function traitsOf(lane: TransportName, { setUp, ownCodeBytes }: Evidence): LaneTraits {
  const { pollIntervalMs } = setUp;
  const { holdsConnection, rung, effort, isShared, isLesson = false } = TRAITS[lane];
  const codeBytes = ownCodeBytes(lane);
  return {
    lane,
    holdsConnection,
    // What the automatic choice takes by itself is what the verdict recommends.
    isSpecial: rung === undefined,
    effort,
    isLesson,
    hasBroker: isShared === true,
    ...(codeBytes === undefined ? {} : { codeBytes }),
    ...(holdsConnection ? {} : { pollIntervalMs }),
  };
}
