export * from "./codec/answers.ts";
export * from "./codec/decode-error.ts";
export {
  decodeFrame,
  decodeSocketMessage,
  encodeFrame,
  encodeAttackAnswer,
  encodeOutcome,
  encodeSocketMessage,
} from "./codec/frames.ts";
export * from "./codec/lab.ts";
export { parseName } from "./codec/names.ts";
export * from "./codec/problem.ts";
export * from "./codec/requests.ts";
export * from "./codec/wire.ts";
export * from "./commands.ts";
export * from "./cursor.ts";
export * from "./errors.ts";
export * from "./frames.ts";
export * from "./lab.ts";
export * from "./limits.ts";
export * from "./openapi.ts";
export * from "./routes.ts";
export * from "./sse.ts";
export * from "./violations.ts";
export * from "./wire.ts";
