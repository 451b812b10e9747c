// From a person's traffic, a run and prices to what each transport would need, cost and break. A function of its
// arguments; every figure can be opened down to where its inputs are from. SPEC WI1.
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { audienceOf, type Audience } from "./audience.ts";
import type { Figure } from "./figure.ts";
import { needsOf, type LaneNeeds } from "./lane.ts";
import { hostedLimitsOf, limitsOf, type LimitReach } from "./limits.ts";
import { measuredIn, type MeasuredRun } from "./measured.ts";
import { hostedServices, ownServers, pricesOf, type HostedCost } from "./money.ts";
import type { PriceEdits } from "./prices.ts";
import type { Scenario } from "./scenario.ts";
import { createWire } from "./wire.ts";

export interface WhatIfInput {
  readonly scenario: Scenario;
  /** Null: no run was measured, stated values stand in. */
  readonly run: MeasuredRun | null;
  readonly prices: PriceEdits;
  /** Default: all. */
  readonly lanes?: readonly TransportName[];
}

export interface LaneWhatIf extends LaneNeeds {
  readonly month: Figure;
  readonly limits: readonly LimitReach[];
}

export interface WhatIf {
  readonly scenario: Scenario;
  readonly watchers: Figure;
  readonly lanes: readonly LaneWhatIf[];
  readonly hosted: readonly HostedCost[];
  /** Bounds of such services. */
  readonly hostedLimits: readonly LimitReach[];
}

export function whatIf({ scenario, run, prices: edits, lanes = TRANSPORTS }: WhatIfInput): WhatIf {
  const measured = measuredIn(run);
  const audience: Audience = audienceOf(scenario, measured);
  const context = { audience, measured, wire: createWire(scenario.isTls), http: scenario.http };
  const prices = pricesOf(edits);
  const pushed = needsOf("websocket", context);
  return {
    scenario,
    watchers: audience.watchers,
    lanes: lanes.map((lane) => {
      const needs = needsOf(lane, context);
      return {
        ...needs,
        month: ownServers(needs, audience, prices),
        limits: limitsOf(needs, { audience, scenario }),
      };
    }),
    hosted: hostedServices(pushed, audience, prices),
    hostedLimits: hostedLimitsOf(pushed, { audience, scenario }),
  };
}

/** The least money a month on servers of one's own, of these lanes; null where nothing is known of any. */
export function cheapestMonth({ lanes }: WhatIf, of: readonly string[]): number | null {
  const months = lanes.flatMap(({ lane, month }) =>
    of.includes(lane) && month.value !== null ? [month.value] : [],
  );
  return months.length === 0 ? null : Math.min(...months);
}
