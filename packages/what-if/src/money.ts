// Money a month: of servers of one's own for each transport, and of hosted services that would push instead. List prices of
// the first tier, without free quotas and rebates. SPEC WI29–WI32.
import type { Audience } from "./audience.ts";
import {
  given,
  excess,
  most,
  product,
  quotient,
  roundUp,
  sum,
  type Figure,
  type Given,
  type Named,
  type Source,
} from "./figure.ts";
import type { LaneNeeds } from "./lane.ts";
import { BYTES_A_GB, BYTES_A_GIB, DAYS_A_MONTH, HOURS_A_DAY, MILLION, ONE } from "./models.ts";
import { PRICES, type PriceEdits, type PriceId } from "./prices.ts";

export type HostedName = "api-gateway" | "iot-core" | "web-pubsub" | "ably" | "emqx";

export interface HostedCost {
  readonly service: HostedName;
  readonly vendor: string;
  readonly month: Figure;
}

export interface Prices {
  of(id: PriceId): Given;
}

export function pricesOf(edits: PriceEdits): Prices {
  return {
    of(id) {
      const row = PRICES.find((price) => price.id === id);
      const edited = edits[id];
      const source = { type: "price", row: id, isEdited: edited !== undefined } as const;
      return given(["price", "usd"], edited ?? row?.usd ?? null, source);
    },
  };
}

const MACHINE = "m7g.large: 2 vCPU, 8 GiB, one process a vCPU";
const CORES_A_SERVER = given(["coresAServer", "cores"], 2, { type: "model", reference: MACHINE });
const MEMORY_A_SERVER = given(["memoryAServer", "gib"], 8, { type: "model", reference: MACHINE });
const USD = "usd";

/** As many servers as the cores or the memory ask for, one at least, all month; and what they send. */
export function ownServers(lane: LaneNeeds, audience: Audience, prices: Prices): Figure {
  const forCores = roundUp(
    ["serversForCores", "1"],
    quotient(["coresFilled", "1"], lane.cores, CORES_A_SERVER),
  );
  const forMemory = roundUp(
    ["serversForMemory", "1"],
    quotient(["memoryFilled", "1"], lane.memory, MEMORY_A_SERVER),
  );
  const servers = most(["servers", "1"], forCores, forMemory, ONE);
  const hours = product(["hoursInAMonth", "h"], DAYS_A_MONTH, HOURS_A_DAY);
  return sum(
    ["month", USD],
    product(["serverMoney", USD], servers, hours, prices.of("server-hour")),
    egressMoney(lane.down, audience, prices),
  );
}

function egressMoney(down: Figure, { secondsAMonth }: Audience, prices: Prices): Figure {
  const bytes = product(["bytesAMonth", "bytes"], down, secondsAMonth);
  return product(["egressMoney", USD], quotient(["gbAMonth", "gb"], bytes, BYTES_A_GB), prices.of("egress"));
}

/** @param pushed what WebSockets need, which is what these services keep */
export function hostedServices(pushed: LaneNeeds, audience: Audience, prices: Prices): readonly HostedCost[] {
  const context: HostedContext = {
    pushed,
    audience,
    prices,
    // Heartbeats and pings are no messages.
    delivered: product(["messagesAMonth", "1"], audience.watchers, audience.frames, audience.secondsAMonth),
    published: product(["publishedAMonth", "1"], audience.frames, audience.secondsAMonth),
    minutes: product(["minutesOfAll", "min"], audience.watchers, audience.minutesAMonth),
    content: audience.frameBytes(
      quotient(["updatesAFrame", "1"], audience.entries.updatesPerSecond, audience.frames),
    ),
  };
  return [
    { service: "api-gateway", vendor: "AWS API Gateway", month: apiGateway(context) },
    { service: "iot-core", vendor: "AWS IoT Core", month: iotCore(context) },
    { service: "web-pubsub", vendor: "Azure Web PubSub", month: webPubSub(context) },
    { service: "ably", vendor: "Ably", month: ably(context) },
    { service: "emqx", vendor: "EMQX Serverless", month: emqx(context) },
  ];
}

interface HostedContext {
  readonly pushed: LaneNeeds;
  readonly audience: Audience;
  readonly prices: Prices;
  readonly delivered: Figure;
  readonly published: Figure;
  readonly minutes: Figure;
  readonly content: Figure;
}

/** So much of something that is priced by the million. */
function byMillion(named: Named, count: Figure, price: Given): Figure {
  return product(named, quotient(["millions", "1"], count, MILLION), price);
}

/** How often one message is charged. */
function chargedUnits(content: Figure, bytes: number, source: Source): Figure {
  const size = given(["meteredSize", "bytes"], bytes, source);
  return roundUp(["meteredUnits", "1"], quotient(["meteredFilled", "1"], content, size));
}

const GATEWAY_METER: Source = {
  type: "model",
  reference: "metered in 32 KB",
  address: "https://aws.amazon.com/api-gateway/pricing/",
};
const IOT_METER: Source = {
  type: "model",
  reference: "metered in 5 KB, published and delivered",
  address: "https://aws.amazon.com/iot-core/pricing/additional-details/",
};

function apiGateway({ pushed, audience, prices, delivered, minutes, content }: HostedContext): Figure {
  const units = chargedUnits(content, 32_768, GATEWAY_METER);
  return sum(
    ["month", USD],
    byMillion(
      ["messageMoney", USD],
      product(["chargedMessages", "1"], delivered, units),
      prices.of("gateway-messages"),
    ),
    byMillion(["minuteMoney", USD], minutes, prices.of("gateway-minutes")),
    egressMoney(pushed.down, audience, prices),
  );
}

function iotCore({ prices, delivered, published, minutes, content }: HostedContext): Figure {
  const units = chargedUnits(content, 5_120, IOT_METER);
  const messages = product(["chargedMessages", "1"], sum(["allMessages", "1"], delivered, published), units);
  return sum(
    ["month", USD],
    byMillion(["messageMoney", USD], messages, prices.of("iot-messages")),
    byMillion(["minuteMoney", USD], minutes, prices.of("iot-minutes")),
  );
}

const PUBSUB = "https://learn.microsoft.com/azure/azure-web-pubsub/concept-billing-model";

function webPubSub({ audience, prices, delivered, content }: HostedContext): Figure {
  const each = given(["connectionsAUnit", "1"], 1_000, {
    type: "model",
    reference: "a unit",
    address: PUBSUB,
  });
  const units = roundUp(["units", "1"], quotient(["unitsFilled", "1"], audience.watchers, each));
  const size = given(["meteredSize", "bytes"], 2_048, {
    type: "model",
    reference: "traffic in 2 KB",
    address: PUBSUB,
  });
  const sent = product(["contentAMonth", "bytes"], delivered, content);
  const messages = roundUp(["chargedMessages", "1"], quotient(["meteredFilled", "1"], sent, size));
  const included = product(["includedMessages", "1"], units, MILLION, DAYS_A_MONTH);
  return sum(
    ["month", USD],
    product(["unitMoney", USD], units, DAYS_A_MONTH, prices.of("pubsub-unit")),
    byMillion(
      ["messageMoney", USD],
      excess(["furtherMessages", "1"], messages, included),
      prices.of("pubsub-messages"),
    ),
  );
}

function ably({ prices, delivered, published, minutes }: HostedContext): Figure {
  return sum(
    ["month", USD],
    product(["baseMoney", USD], prices.of("ably-base"), ONE),
    byMillion(
      ["messageMoney", USD],
      sum(["allMessages", "1"], delivered, published),
      prices.of("ably-messages"),
    ),
    byMillion(["minuteMoney", USD], minutes, prices.of("ably-minutes")),
  );
}

function emqx({ pushed, audience, prices, minutes }: HostedContext): Figure {
  const bytes = product(
    ["bytesAMonth", "bytes"],
    sum(["bytesBothWays", "bytes-per-second"], pushed.down, pushed.up),
    audience.secondsAMonth,
  );
  return sum(
    ["month", USD],
    byMillion(["minuteMoney", USD], minutes, prices.of("emqx-minutes")),
    product(
      ["trafficMoney", USD],
      quotient(["gibAMonth", "gib"], bytes, BYTES_A_GIB),
      prices.of("emqx-traffic"),
    ),
  );
}
