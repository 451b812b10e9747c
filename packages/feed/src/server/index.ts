export { createDepartures, type Departures } from "./departures.ts";
export { DirectWriter } from "./direct-writer.ts";
export { EncodedFrame, encodeChunk } from "./encoded-frame.ts";
export type { FrameTrace, FrameTracer } from "./hub/frame-tracer.ts";
export { Hub, type Subscription } from "./hub/hub.ts";
export type { EndReason, Sink } from "./hub/sink.ts";
export { createVersionTimes, type VersionTimes } from "./version-times.ts";
export { isNewest, type VersionedFeed } from "./versioned-feed.ts";
