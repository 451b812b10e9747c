// How far each lane is from each bound, the first that breaks first. SPEC WI34–WI37.
import { holdsRequest, TRAITS, type TransportName } from "@hydra/protocol";
import type { Audience } from "./audience.ts";
import { given, most, product, quotient, type Figure } from "./figure.ts";
import type { LaneNeeds } from "./lane.ts";
import { LIMITS, type Demand, type LimitRow } from "./limit-table.ts";
import { HOLD_RATE, HEARTBEAT_RATE, MQTT_PING_RATE, ONE, SECONDS_AN_HOUR } from "./models.ts";
import type { Scenario } from "./scenario.ts";

export type LimitState = "breaks" | "near" | "fine";

export interface LimitReach {
  readonly limit: LimitRow;
  /** What the scenario needs, by that it is allowed. */
  readonly reach: Figure;
  readonly state: LimitState;
}

/** From this share on a bound is near. */
const NEAR = 0.8;

export interface LimitContext {
  readonly audience: Audience;
  readonly scenario: Scenario;
}

/** @returns those of servers of one's own that concern the lane, what breaks first at the beginning; of equal ones in the table's order */
export function limitsOf(lane: LaneNeeds, context: LimitContext): readonly LimitReach[] {
  return reachesOf(
    LIMITS.filter(({ isHosted = false }) => !isHosted),
    lane,
    context,
  );
}

/** Those of services that would keep the sockets instead. @param pushed what WebSockets need */
export function hostedLimitsOf(pushed: LaneNeeds, context: LimitContext): readonly LimitReach[] {
  return reachesOf(
    LIMITS.filter(({ isHosted = false }) => isHosted),
    pushed,
    context,
  );
}

function reachesOf(
  limits: readonly LimitRow[],
  lane: LaneNeeds,
  context: LimitContext,
): readonly LimitReach[] {
  return limits
    .flatMap((limit): LimitReach[] => {
      const demand = DEMANDS[limit.demand](lane, context);
      if (demand === undefined || demand.value === null) return [];
      const allowed = given(["limit", limit.unit], limit.value, limit.source);
      const reach = quotient(["reach", "share"], demand, allowed);
      return [{ limit, reach, state: stateOf(reach.value ?? 0) }];
    })
    .toSorted((a, b) => (b.reach.value ?? 0) - (a.reach.value ?? 0));
}

function stateOf(reach: number): LimitState {
  if (reach > 1) return "breaks";
  return reach > NEAR ? "near" : "fine";
}

type DemandOf = (lane: LaneNeeds, context: LimitContext) => Figure | undefined;

const DEMANDS: Readonly<Record<Demand, DemandOf>> = {
  "held-requests": ({ lane }, { audience, scenario }) =>
    holdsRequest(lane) && scenario.http === "1.1" ? audience.pagesInSight : undefined,
  streams: ({ lane }, { audience, scenario }) =>
    holdsRequest(lane) && scenario.http === "2" ? audience.pagesInSight : undefined,
  sockets: ({ lane }, { audience }) => (TRAITS[lane].needsUpgrade ? audience.pagesInSight : undefined),
  silence: ({ lane }, { audience }) => silenceOf(lane, audience),
  hold: ({ lane }, { audience }) => (lane === "long-polling" ? silenceOf(lane, audience) : undefined),
  life: (_, { audience }) => product(["lifeSeconds", "s"], audience.entries.hoursPerDay, SECONDS_AN_HOUR),
  connections: ({ connections }) => connections,
  reconnects: ({ connections }) =>
    quotient(
      ["reconnects", "per-second"],
      connections,
      given(["twoHours", "s"], 7_200, {
        type: "model",
        reference: "a connection's longest life at API Gateway",
      }),
    ),
  "message-bytes": (_, { audience }) => frameOf(audience),
  "messages-each": (_, { audience }) => audience.frames,
  "messages-of-all": (_, { audience }) =>
    product(["messagesOfAll", "per-second"], audience.watchers, audience.frames),
  "messages-a-day": (_, { audience }) =>
    product(
      ["messagesADay", "1"],
      audience.watchers,
      audience.frames,
      audience.entries.hoursPerDay,
      SECONDS_AN_HOUR,
    ),
  cores: ({ cores }) => cores,
  bandwidth: ({ down }) => down,
};

function frameOf(audience: Audience): Figure {
  const { entries, frames } = audience;
  return audience.frameBytes(quotient(["updatesAFrame", "1"], entries.updatesPerSecond, frames));
}

/** What ends a lane's silence when nothing is published. */
const SOUNDS: Partial<Record<TransportName, Figure>> = { "long-polling": HOLD_RATE, mqtt: MQTT_PING_RATE };

function silenceOf(lane: TransportName, { pollRate, frames }: Audience): Figure {
  if (lane === "polling") return quotient(["silence", "s"], ONE, pollRate);
  return quotient(
    ["silence", "s"],
    ONE,
    most(["soundRate", "per-second"], frames, SOUNDS[lane] ?? HEARTBEAT_RATE),
  );
}
