export {
  Audit,
  createId,
  FaultBench,
  isPageInSight,
  localNow,
  openTabChannel,
  PagePresence,
  type AutoMemory,
  type AutoState,
  type Blocked,
  type Counters,
  type Fault,
  type FeedEnd,
  type Obstacle,
  type OpenFeed,
  type PagedConnection,
  type PagePresenceOptions,
  type ResumeReport,
  type TabChannel,
  type TransportChoice,
} from "@hydra/feed/client";
export * from "./api.ts";
export type { BattleView } from "./battle-codec.ts";
export {
  createBattleConnection,
  type BattleConnection,
  type BattleOptions,
  type BattleUpdate,
  type ConnectionState,
} from "./battle-connection.ts";
export { attackOver, openBattleFeed, type BattleFeedRequest } from "./battle-feed.ts";
export { estimateClock, type ClockEstimate, type ClockOptions } from "./clock.ts";
export * from "./families-api.ts";
export * from "./lab-api.ts";
export * from "./messaging-api.ts";
export * from "./player-api.ts";
export * from "./rounds-api.ts";
