// What a crowd needs over one transport: requests, connections, bytes, memory, cores, radio. SPEC WI21–WI25.
import { TRAITS, type TransportName } from "@hydra/protocol";
import type { Audience } from "./audience.ts";
import { least, product, quotient, sum, type Figure, type Named } from "./figure.ts";
import { FLOWS, type Flow, type FlowContext } from "./flows.ts";
import {
  KIB_A_GIB,
  MEMORY,
  MILLION,
  MS_A_SECOND,
  NO_REQUESTS,
  ONE,
  PROMOTION,
  SECONDS_AN_HOUR,
  TAIL,
} from "./models.ts";

export interface LaneNeeds {
  readonly lane: TransportName;
  /** Of all pages that are looked at, a second. */
  readonly requests: Figure;
  readonly deliveries: Figure;
  /** Open at the server, and of these in use at any moment. */
  readonly connections: Figure;
  readonly busy: Figure;
  /** From the server and to it, all headers counted, a second. */
  readonly down: Figure;
  readonly up: Figure;
  readonly memory: Figure;
  readonly cores: Figure;
  /** For which a mobile radio is awake in an hour of looking, and that of all phones in a day. */
  readonly radio: Figure;
  readonly radioOfAll: Figure;
}

export function needsOf(lane: TransportName, context: FlowContext): LaneNeeds {
  const { audience } = context;
  const flows = FLOWS[lane](context);
  const rates = flows.map(({ rate }) => rate);
  const exchanges = sum(["exchangesASecond", "per-second"], ...rates);
  const total = (named: Named, each: Named, of: (flow: Flow) => Figure): Figure =>
    product(
      named,
      audience.watchers,
      sum(each, ...flows.map((flow) => product(["ofOneKind", each[1]], flow.rate, of(flow)))),
    );
  const connections = connectionsOf(lane, context);
  const radio = radioOf(exchanges);
  return {
    lane,
    requests: product(
      ["requestsASecond", "per-second"],
      audience.watchers,
      TRAITS[lane].mode === "asking" ? exchanges : NO_REQUESTS,
    ),
    deliveries: product(["deliveriesASecond", "per-second"], audience.watchers, exchanges),
    connections,
    busy: TRAITS[lane].holdsConnection ? connections : busyOf(audience, exchanges),
    down: total(["bytesDown", "bytes-per-second"], ["bytesDownEach", "bytes-per-second"], ({ down }) => down),
    up: total(["bytesUp", "bytes-per-second"], ["bytesUpEach", "bytes-per-second"], ({ up }) => up),
    memory: quotient(
      ["memory", "gib"],
      product(["memoryKib", "kib"], audience.watchers, MEMORY[lane]),
      KIB_A_GIB,
    ),
    cores: quotient(
      ["cores", "cores"],
      total(["timeASecond", "us"], ["timeEach", "us"], ({ time }) => time),
      MILLION,
    ),
    radio,
    radioOfAll: quotient(
      ["radioHoursADay", "h-per-day"],
      product(["radioSecondsADay", "s"], audience.phones, radio, audience.entries.hoursPerDay),
      SECONDS_AN_HOUR,
    ),
  };
}

/** Over HTTP/2 the pages of a browser share one; what upgrades does not. */
function connectionsOf(lane: TransportName, { audience, http }: FlowContext): Figure {
  const isShared = http === "2" && !TRAITS[lane].needsUpgrade;
  return least(
    ["connections", "1"],
    audience.watchers,
    isShared ? audience.clientsInSight : audience.watchers,
  );
}

/** Little's law: how many are under way is how many begin a second times how long one takes. */
function busyOf({ watchers, entries }: Audience, exchanges: Figure): Figure {
  const share = quotient(
    ["busyShare", "share"],
    product(["busyMs", "ms"], exchanges, entries.roundTripMs),
    MS_A_SECOND,
  );
  return product(["busy", "1"], watchers, least(["busyAtMost", "share"], share, ONE));
}

/** Every exchange wakes it for its promotion and its tail; where the next comes sooner it never sleeps. */
function radioOf(exchanges: Figure): Figure {
  const each = sum(["awakeEach", "s"], PROMOTION, TAIL);
  return least(
    ["radio", "s-per-hour"],
    SECONDS_AN_HOUR,
    product(["awakeAnHour", "s"], exchanges, SECONDS_AN_HOUR, each),
  );
}
