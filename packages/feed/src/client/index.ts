// The client of a feed: one connection over any of its transports, for browsers and Node.
export { Audit, type AuditCounts, type Digests, type Finding, type Shown } from "./audit.ts";
export type * from "./auto-types.ts";
export { createBackoff, type Backoff, type BackoffOptions } from "./backoff.ts";
export { FeedConnection, type ConnectionParts } from "./connection.ts";
export type * from "./connection-types.ts";
export {
  createConnection,
  type CodecOptions,
  type KeyedOptions,
  type KeyedUpdate,
  type RowOptions,
} from "./create-connection.ts";
export { FaultBench, type Fault } from "./fault-bench.ts";
export { endOfError, errorOfResponse } from "./feed-end.ts";
export { createId } from "./ids.ts";
export type { KeyedView } from "./keyed-codec.ts";
export { localNow } from "./local-clock.ts";
export {
  isPageInSight,
  PagePresence,
  type PagedConnection,
  type PagePresenceOptions,
} from "./page-presence.ts";
export { requestHeaders } from "./request-headers.ts";
export type * from "./room-link.ts";
export { openTabChannel, type TabChannel } from "./tab-channel.ts";
export type * from "./transport.ts";
export { transports } from "./transports.ts";
export { createReplica, type FeedView, type Reception, type Replica, type ViewCodec } from "./view-codec.ts";
