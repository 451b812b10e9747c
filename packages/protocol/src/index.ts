// Hydra's contract: the feed's wire, and what stands on it.
export * from "@hydra/feed";
export * from "./addresses.ts";
export * from "./codec/addresses.ts";
export {
  decodeAttackAnswer,
  decodeFamilySummary,
  decodeJoinAnswer,
  decodePlayerAnswer,
  decodeTimeAnswer,
} from "./codec/answers.ts";
export * from "./codec/bodies.ts";
export * from "./codec/families.ts";
export {
  attackAnswerFrom,
  decodeFrame,
  decodeSocketMessage,
  encodeFrame,
  encodeAttackAnswer,
  encodeOutcome,
  encodeSocketMessage,
  RANKING_FRAMES,
} from "./codec/frames.ts";
export * from "./codec/lab.ts";
export * from "./codec/messaging.ts";
export { parseName } from "./codec/names.ts";
export * from "./codec/own-player.ts";
export * from "./codec/problem.ts";
export * from "./codec/requests.ts";
export * from "./codec/rounds.ts";
export * from "./codec/weather.ts";
export * from "./codec/wire.ts";
export * from "./commands.ts";
export * from "./errors.ts";
export * from "./frames.ts";
export * from "./interruptions.ts";
export * from "./kinds.ts";
export * from "./lab.ts";
export * from "./limits.ts";
export * from "./messaging.ts";
export * from "./openapi.ts";
export * from "./own-player.ts";
export { canonicalEntry, canonicalRankingFields, type RankingFields } from "./ranking-digest.ts";
export * from "./routes.ts";
export * from "./seeded-random.ts";
export * from "./violations.ts";
export * from "./weather.ts";
export * from "./wire.ts";
