// Puts together what a run leaves: its figures, its recording and a verdict.
import { verdict, type LaneTraits, type Recording } from "@hydra/measure";
import { TRAITS, TRANSPORTS, type TrafficAnswer, type TransportName } from "@hydra/protocol";
import type { Ending } from "./ending.ts";
import { EXPORT_FORMAT, type RunResult } from "./export.ts";
import type { Figures } from "./figures.ts";
import type { LabPlace } from "./place.ts";
import { weatherOf, type SetUp } from "./set-up.ts";

export interface Evidence {
  readonly place: LabPlace;
  readonly setUp: SetUp;
  readonly bots: TrafficAnswer | undefined;
  readonly figures: Figures;
  readonly ending: Ending;
  readonly recording: Recording;
}

export function conclude({ place, setUp, bots, figures, ending, recording }: Evidence): RunResult {
  const { at, table, race, overview, distributions } = figures;
  const weather = weatherOf(setUp);
  return {
    format: EXPORT_FORMAT,
    version: 1,
    finishedAt: new Date(at).toISOString(),
    setUp,
    weather,
    traffic: bots === undefined ? null : { hits: bots.hits, refused: bots.refused, late: bots.late },
    familyId: place.familyId,
    ending,
    at,
    overview,
    table,
    race,
    distributions: Object.fromEntries(distributions),
    verdict: verdict(table, {
      hitsPerSecond: setUp.hitsPerSecond,
      weather: setUp.weather,
      lanes: TRANSPORTS.map((transport) => traitsOf(transport, setUp)),
      roundTripMs: 2 * (weather.delayMs + weather.jitterMs / 2) + 2 * (overview.clock?.uncertaintyMs ?? 0),
    }),
    recording,
  };
}

function traitsOf(lane: TransportName, { pollIntervalMs }: SetUp): LaneTraits {
  const { holdsConnection } = TRAITS[lane];
  return { lane, holdsConnection, ...(holdsConnection ? {} : { pollIntervalMs }) };
}
