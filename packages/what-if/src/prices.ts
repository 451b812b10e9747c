// Published prices, each with where and of what date it was read. What a person changes is theirs, and marked. Copies of
// vendors' pages bear no date of their own where `sourceDate` is null. SPEC WI26–WI28.
export const PRICES_READ_ON = "2026-11-29";

export type PriceUnit =
  | "usd-per-million-messages"
  | "usd-per-million-minutes"
  | "usd-per-gb"
  | "usd-per-gib"
  | "usd-per-unit-day"
  | "usd-per-hour"
  | "usd-per-month";

export interface PriceRow {
  readonly id: PriceId;
  readonly vendor: string;
  /** What is priced, as the vendor names it, and where. */
  readonly item: string;
  readonly unit: PriceUnit;
  readonly usd: number;
  /** As the source has it: a day, a month; null where it bears none. */
  readonly sourceDate: string | null;
  readonly address: string;
}

export type PriceId = (typeof ROWS)[number]["id"];

const ROWS = [
  {
    id: "server-hour",
    vendor: "AWS EC2",
    item: "m7g.large, 2 vCPU, 8 GiB, Linux, on demand, us-east-1",
    unit: "usd-per-hour",
    usd: 0.0816,
    sourceDate: "2026-06-17",
    address: "https://www.factualminds.com/blog/amazon-ec2-on-demand-pricing-instance-families-2026/",
  },
  {
    id: "egress",
    vendor: "AWS",
    item: "data transfer out to the internet, first 10 TB a month",
    unit: "usd-per-gb",
    usd: 0.09,
    sourceDate: "2026",
    address: "https://cloudtoolstack.com/blog/cloud-egress-cost-optimization",
  },
  {
    id: "gateway-messages",
    vendor: "AWS API Gateway",
    item: "WebSocket messages, each begun 32 KB",
    unit: "usd-per-million-messages",
    usd: 1,
    sourceDate: "2025-05-19",
    address: "https://awsforengineers.com/blog/aws-api-gateway-pricing-explained",
  },
  {
    id: "gateway-minutes",
    vendor: "AWS API Gateway",
    item: "WebSocket connection minutes",
    unit: "usd-per-million-minutes",
    usd: 0.25,
    sourceDate: null,
    address: "https://amnic.com/blogs/aws-api-gateway-pricing",
  },
  {
    id: "iot-messages",
    vendor: "AWS IoT Core",
    item: "messages, each begun 5 KB, first billion a month, Tokyo",
    unit: "usd-per-million-messages",
    usd: 1.2,
    sourceDate: null,
    address: "https://qiita.com/thetsuthetsu/items/c0d5c01834965f853034",
  },
  {
    id: "iot-minutes",
    vendor: "AWS IoT Core",
    item: "connection minutes, Tokyo",
    unit: "usd-per-million-minutes",
    usd: 0.096,
    sourceDate: null,
    address: "https://qiita.com/thetsuthetsu/items/c0d5c01834965f853034",
  },
  {
    id: "pubsub-unit",
    vendor: "Azure Web PubSub",
    item: "Standard unit: 1,000 connections, 1,000,000 messages a day",
    unit: "usd-per-unit-day",
    usd: 1.61,
    sourceDate: null,
    address: "https://c3x.dev/resources/azure/azurerm_web_pubsub/",
  },
  {
    id: "pubsub-messages",
    vendor: "Azure Web PubSub",
    item: "further messages, each begun 2 KB sent (as of Azure SignalR, Standard)",
    unit: "usd-per-million-messages",
    usd: 1,
    sourceDate: null,
    address: "https://plavos.com/blog/azure-signalr-service-pricing-unit-instance-messages/",
  },
  {
    id: "ably-messages",
    vendor: "Ably",
    item: "messages, published and delivered",
    unit: "usd-per-million-messages",
    usd: 2.5,
    sourceDate: null,
    address: "https://ably.com/pricing/full-calculator",
  },
  {
    id: "ably-minutes",
    vendor: "Ably",
    item: "connection minutes, first tier; a third party's list",
    unit: "usd-per-million-minutes",
    usd: 1,
    sourceDate: "2026-05-08",
    address: "https://github.com/api-evangelist/ably/blob/main/plans/ably-plans-pricing.yml",
  },
  {
    id: "ably-base",
    vendor: "Ably",
    item: "Standard package, accounts priced by resources",
    unit: "usd-per-month",
    usd: 29,
    sourceDate: null,
    address: "https://ably.com/docs/platform/pricing/resource-based",
  },
  {
    id: "emqx-minutes",
    vendor: "EMQX Serverless",
    item: "session minutes",
    unit: "usd-per-million-minutes",
    usd: 2,
    sourceDate: null,
    address: "https://docs.emqx.com/en/cloud/latest/price/pricing.html",
  },
  {
    id: "emqx-traffic",
    vendor: "EMQX Serverless",
    item: "traffic, in and out",
    unit: "usd-per-gib",
    usd: 0.15,
    sourceDate: null,
    address: "https://docs.emqx.com/en/cloud/latest/price/pricing.html",
  },
] as const satisfies readonly (Omit<PriceRow, "id"> & { readonly id: string })[];

export const PRICES: readonly PriceRow[] = ROWS;

/** Prices that a person entered instead, by row. */
export type PriceEdits = Readonly<Partial<Record<PriceId, number>>>;

const MOST_USD = 1_000_000;

/** A price as typed; undefined when it is none. */
export function parsePrice(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && value >= 0 && value <= MOST_USD ? value : undefined;
}

const PARAMETER = "price.";

export function encodePrices(edits: PriceEdits): URLSearchParams {
  const params = new URLSearchParams();
  for (const { id } of PRICES) {
    const usd = edits[id];
    if (usd !== undefined) params.set(PARAMETER + id, String(usd));
  }
  return params;
}

export function decodePrices(params: URLSearchParams): { edits: PriceEdits; unusable: readonly string[] } {
  const edits: Partial<Record<PriceId, number>> = {};
  const unusable: string[] = [];
  for (const [parameter, text] of params) {
    if (!parameter.startsWith(PARAMETER)) continue;
    const row = PRICES.find(({ id }) => PARAMETER + id === parameter);
    const usd = parsePrice(text);
    if (row === undefined || usd === undefined) unusable.push(parameter);
    else edits[row.id] = usd;
  }
  return { edits, unusable };
}
