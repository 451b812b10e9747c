// The server's half of a feed: a plugin that serves one over all transports, and what a feed of one's own is made of.
export { createDepartures, type Departures } from "./departures.ts";
export { EncodedFrame } from "./encoded-frame.ts";
export { FrameCache } from "./frame-cache.ts";
export { createKeyedFeed, type JsonMembers, type KeyedFeed, type KeyedFeedOptions } from "./keyed-feed.ts";
export type { ConnectionMeter, DropReason, SocketCommands } from "./feed-context.ts";
export type { FrameTrace, FrameTracer } from "./hub/frame-tracer.ts";
export { Hub } from "./hub/hub.ts";
export type { EndReason, Sink } from "./hub/sink.ts";
export { liveFeed, type LiveFeedOptions } from "./live-feed.ts";
export { problemFields, sendProblem } from "./problem-answers.ts";
export { plainPolls, type PlainPoll } from "./transports/plain-polls.ts";
export { createVersionTimes, type VersionTimes } from "./version-times.ts";
export type { VersionedFeed } from "./versioned-feed.ts";
export { openConnectionSocket } from "./websocket/connection-socket.ts";
export { createLibrary, openLibrarySocket } from "./websocket/library-socket.ts";
export { createLiveness, type Liveness } from "./websocket/liveness.ts";
export type { MessageSocket, MessageSocketHandler } from "./websocket/message-socket.ts";
export { upgradeHead, upgradeRoute } from "./websocket/upgrade-route.ts";
