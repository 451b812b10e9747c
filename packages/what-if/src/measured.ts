// What a run has measured that a model would only guess: heads of requests, and how much updates that come together
// shrink. Where there was no run, stated values stand in. SPEC WI13, WI14.
import { given, type Given } from "./figure.ts";
import { ANSWER_HEAD, REQUEST_HEAD } from "./models.ts";

/** A lane's ledger over a run. */
export interface MeasuredLane {
  readonly lane: string;
  readonly requests: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Frames sent to it. */
  readonly frames: number;
}

export interface MeasuredRun {
  /** Versions published, and for how long. */
  readonly versions: number;
  readonly seconds: number;
  readonly lanes: readonly MeasuredLane[];
}

export interface Measured {
  /** Bytes of a request over HTTP/1.1, by lane. */
  requestHead(lane: string): Given;
  /** Exponent: so many updates in one frame take as many bytes as that power of their number. */
  readonly merging: Given;
}

/** Header of a frame of 126 to 65,535 bytes, RFC 6455 §5.2. */
const SOCKET_HEADER = 4;
/** Fewer requests, or less difference, are no evidence. */
const ENOUGH = 3;

export function measuredIn(run: MeasuredRun | null): Measured {
  return {
    requestHead(name) {
      const lane = run?.lanes.find((other) => other.lane === name);
      if (lane === undefined || lane.requests < ENOUGH) return REQUEST_HEAD;
      return given(["requestHead", "bytes"], lane.bytesIn / lane.requests, { type: "run", lane: name });
    },
    merging: mergingIn(run),
  };
}

/** What a run published: to begin a scenario with; undefined where nothing was counted. */
export function publishedIn(run: MeasuredRun): { updatesPerSecond: number; updateBytes: number } | undefined {
  const bytes = frameOf(run, "websocket");
  if (bytes === undefined || run.versions === 0) return undefined;
  return {
    updatesPerSecond: Math.max(0.001, Math.round((run.versions / run.seconds) * 1_000) / 1_000),
    updateBytes: Math.max(1, Math.round(bytes.content)),
  };
}

function mergingIn(run: MeasuredRun | null): Given {
  const stated = given(["merging", "1"], 1, {
    type: "model",
    reference: "nothing merges: the most bytes there can be",
  });
  if (run === null) return stated;
  const pushed = frameOf(run, "websocket");
  const polled = frameOf(run, "polling");
  if (pushed === undefined || polled === undefined || polled.updates < ENOUGH * pushed.updates) return stated;
  const exponent = Math.log(polled.content / pushed.content) / Math.log(polled.updates / pushed.updates);
  return given(["merging", "1"], Math.min(1, Math.max(0, exponent)), { type: "run", lane: "polling" });
}

/** Mean content of a frame, and the updates in it. */
function frameOf(
  { lanes, versions }: MeasuredRun,
  name: string,
): { content: number; updates: number } | undefined {
  const lane = lanes.find((other) => other.lane === name);
  if (lane === undefined || lane.frames < ENOUGH || versions === 0) return undefined;
  const head = name === "polling" ? (ANSWER_HEAD.value ?? 0) : SOCKET_HEADER;
  const content = lane.bytesOut / lane.frames - head;
  return content > 0 ? { content, updates: versions / lane.frames } : undefined;
}
