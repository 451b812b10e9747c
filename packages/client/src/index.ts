export * from "./api.ts";
export type * from "./auto-types.ts";
export { estimateClock, localNow, type ClockEstimate, type ClockOptions } from "./clock.ts";
export { createConnection } from "./connection.ts";
export type * from "./connection-types.ts";
export type * from "./feed-transport.ts";
export { createId } from "./ids.ts";
export * from "./lab-api.ts";
export {
  isPageInSight,
  PagePresence,
  type PagedConnection,
  type PagePresenceOptions,
} from "./page-presence.ts";
export { openTabChannel, type TabChannel } from "./tab-channel.ts";
export { transports, type TransportTable } from "./transports.ts";
