// What breaks: bounds of browsers, proxies, balancers, systems and services as they come, each with its document. SPEC WI33.
import type { Source, Unit } from "./figure.ts";

/** What of a lane is held against the bound. */
export type Demand =
  /** Connections that a browser's pages in sight hold with a request in it. */
  | "held-requests"
  /** Streams of one browser on its one connection. */
  | "streams"
  /** WebSockets of one browser. */
  | "sockets"
  /** Longest silence while a connection, or an answer, is waited for. */
  | "silence"
  /** How long the server lets a request wait. */
  | "hold"
  /** How long a connection lives: a day's hours. */
  | "life"
  | "connections"
  /** Connections when each is cut every two hours: so many are made a second. */
  | "reconnects"
  | "message-bytes"
  | "messages-each"
  | "messages-of-all"
  | "messages-a-day"
  | "cores"
  | "bandwidth";

export interface LimitRow {
  readonly id: LimitId;
  readonly demand: Demand;
  readonly value: number;
  readonly unit: Unit;
  readonly source: Source;
  /** Only of what is pushed by such a service instead of this server. */
  readonly isHosted?: true;
}

const manual = (reference: string, address: string): Source => ({ type: "model", reference, address });
const CHROMIUM = manual(
  "Chromium, client_socket_pool_manager.cc",
  "https://source.chromium.org/chromium/chromium/src/+/main:net/socket/client_socket_pool_manager.cc",
);
const GATEWAY = manual(
  "Quotas for WebSocket APIs of Amazon API Gateway",
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
);
const IOT = manual(
  "AWS IoT Core endpoints and quotas",
  "https://docs.aws.amazon.com/general/latest/gr/iot-core.html",
);
const ABLY = manual("Ably Standard package", "https://ably.com/docs/platform/pricing/resource-based");
const PUBSUB = manual(
  "Azure Web PubSub: 100 units of 1,000 connections",
  "https://learn.microsoft.com/azure/azure-web-pubsub/concept-billing-model",
);
const PUSHER = manual(
  "Pusher Channels, Startup plan ($49)",
  "https://blog.mattheworiordan.com/p/transparent-pricing-that-rewards",
);

export type LimitId = (typeof ROWS)[number]["id"];

const ROWS = [
  { id: "six-connections", demand: "held-requests", value: 6, unit: "1", source: CHROMIUM },
  {
    id: "http2-streams",
    demand: "streams",
    value: 100,
    unit: "1",
    source: manual(
      "RFC 9113 §6.5.2: no fewer than 100 are advised",
      "https://www.rfc-editor.org/rfc/rfc9113",
    ),
  },
  { id: "browser-sockets", demand: "sockets", value: 255, unit: "1", source: CHROMIUM },
  {
    id: "nginx-idle",
    demand: "silence",
    value: 60,
    unit: "s",
    source: manual(
      "nginx: proxy_read_timeout, default 60s",
      "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
    ),
  },
  {
    id: "alb-idle",
    demand: "silence",
    value: 60,
    unit: "s",
    source: manual(
      "AWS Application Load Balancer: idle timeout, default 60 s",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    ),
  },
  {
    id: "haproxy-idle",
    demand: "silence",
    value: 50,
    unit: "s",
    source: manual(
      "HAProxy has no default and asks for one; Debian's haproxy.cfg: timeout client, timeout server 50000",
      "https://docs.haproxy.org/2.6/configuration.html#4.2-timeout%20server",
    ),
  },
  {
    id: "cloudflare-read",
    demand: "silence",
    value: 100,
    unit: "s",
    source: manual(
      "Cloudflare: proxy read timeout 100 s (2024-05-10)",
      "https://developers.cloudflare.com/fundamentals/reference/connection-limits/",
    ),
  },
  {
    id: "azure-idle",
    demand: "silence",
    value: 240,
    unit: "s",
    source: manual(
      "Azure Load Balancer: TCP idle timeout, default 4 minutes",
      "https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset",
    ),
  },
  { id: "gateway-integration", demand: "hold", value: 29, unit: "s", source: GATEWAY },
  {
    id: "proxy-ports",
    demand: "connections",
    value: 28_232,
    unit: "1",
    source: manual(
      "Linux: ip_local_port_range 32768 to 60999, of one proxy's address to one upstream",
      "https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html",
    ),
  },
  {
    id: "files-1024",
    demand: "connections",
    value: 1_024,
    unit: "1",
    source: manual(
      "getrlimit(2), RLIMIT_NOFILE: the soft limit that systems come with; Node.js raises its own to the hard one",
      "https://man7.org/linux/man-pages/man2/getrlimit.2.html",
    ),
  },
  {
    id: "files-65535",
    demand: "connections",
    value: 65_535,
    unit: "1",
    source: manual(
      "RLIMIT_NOFILE as it is commonly set",
      "https://man7.org/linux/man-pages/man2/getrlimit.2.html",
    ),
  },
  {
    id: "one-address",
    demand: "connections",
    value: 4_096,
    unit: "1",
    source: {
      type: "own",
      reference: "MAX_CONNECTIONS_PER_ADDRESS: all clients of a proxy that TRUST_PROXY does not name",
    },
  },
  {
    id: "serving-thread",
    demand: "cores",
    value: 1,
    unit: "cores",
    source: { type: "own", reference: "apps/bench/README.md: one thread of a process serves watchers" },
  },
  {
    id: "gigabit",
    demand: "bandwidth",
    value: 125_000_000,
    unit: "bytes-per-second",
    source: manual("IEEE 802.3, 1 Gbit/s", "https://standards.ieee.org/ieee/802.3/10422/"),
  },
  { id: "gateway-life", demand: "life", value: 7_200, unit: "s", source: GATEWAY, isHosted: true },
  { id: "gateway-idle", demand: "silence", value: 600, unit: "s", source: GATEWAY, isHosted: true },
  {
    id: "gateway-connects",
    demand: "reconnects",
    value: 500,
    unit: "per-second",
    source: GATEWAY,
    isHosted: true,
  },
  {
    id: "gateway-frame",
    demand: "message-bytes",
    value: 32_768,
    unit: "bytes",
    source: GATEWAY,
    isHosted: true,
  },
  { id: "iot-connections", demand: "connections", value: 500_000, unit: "1", source: IOT, isHosted: true },
  {
    id: "pubsub-connections",
    demand: "connections",
    value: 100_000,
    unit: "1",
    source: PUBSUB,
    isHosted: true,
  },
  { id: "ably-connections", demand: "connections", value: 10_000, unit: "1", source: ABLY, isHosted: true },
  {
    id: "ably-messages",
    demand: "messages-of-all",
    value: 2_500,
    unit: "per-second",
    source: ABLY,
    isHosted: true,
  },
  { id: "pusher-connections", demand: "connections", value: 500, unit: "1", source: PUSHER, isHosted: true },
  {
    id: "pusher-messages",
    demand: "messages-a-day",
    value: 1_000_000,
    unit: "1",
    source: PUSHER,
    isHosted: true,
  },
  {
    id: "netease-messages",
    demand: "messages-each",
    value: 20,
    unit: "per-second",
    source: {
      type: "own",
      reference: "docs/brokers.md: NetEase IM delivers 20 messages a second to a member",
    },
    isHosted: true,
  },
  {
    id: "netease-size",
    demand: "message-bytes",
    value: 4_096,
    unit: "bytes",
    source: { type: "own", reference: "docs/brokers.md: NetEase IM, 4,096 characters a message" },
    isHosted: true,
  },
] as const satisfies readonly (Omit<LimitRow, "id"> & { readonly id: string })[];

export const LIMITS: readonly LimitRow[] = ROWS;
