// What one page that is looked at exchanges with the server, transport by transport: how often, and how many bytes each
// way on the wire. SPEC WI15–WI20.
import type { TransportName } from "@hydra/protocol";
import type { Audience } from "./audience.ts";
import { excess, given, least, product, quotient, sum, type Figure, type Given } from "./figure.ts";
import type { Measured } from "./measured.ts";
import * as models from "./models.ts";
import type { Wire } from "./wire.ts";

/** Exchanges of one kind. */
export interface Flow {
  readonly rate: Figure;
  readonly down: Figure;
  readonly up: Figure;
  /** Of the server, for one. */
  readonly time: Given;
}

export interface FlowContext {
  readonly audience: Audience;
  readonly measured: Measured;
  readonly wire: Wire;
  readonly http: "1.1" | "2";
}

const DOWN = ["downEach", "bytes"] as const;
const UP = ["upEach", "bytes"] as const;

export const FLOWS: Readonly<Record<TransportName, (context: FlowContext) => readonly Flow[]>> = {
  polling,
  "long-polling": longPolling,
  sse,
  websocket: (context) => socket(context, "websocket"),
  "websocket-raw": (context) => socket(context, "websocket-raw"),
  mqtt,
};

function polling(context: FlowContext): readonly Flow[] {
  const { pollRate, updatesAPoll } = context.audience;
  const share = least(["changedShare", "share"], updatesAPoll, models.ONE);
  const changed = product(["changedPolls", "per-second"], pollRate, share);
  const unchanged = excess(["unchangedPolls", "per-second"], pollRate, changed);
  const { answer, unchanged: head } = headsOf(context);
  const content = sum(["answerBytes", "bytes"], answer, context.audience.frameBytes(updatesAPoll));
  const ask = (body: Figure, time: Given, rate: Figure): Flow =>
    exchange(context, { lane: "polling", rate, body, time, isAtOnce: true });
  return [ask(content, models.POLL_CHANGED, changed), ask(head, models.POLL_UNCHANGED, unchanged)];
}

function longPolling(context: FlowContext): readonly Flow[] {
  const { audience } = context;
  const turns = quotient(["turnsASecond", "per-second"], models.MS_A_SECOND, audience.entries.roundTripMs);
  const rate = least(["answersASecond", "per-second"], audience.frames, turns);
  const updates = quotient(["updatesAnAnswer", "1"], audience.entries.updatesPerSecond, rate);
  const { answer, empty } = headsOf(context);
  const content = sum(["answerBytes", "bytes"], answer, audience.frameBytes(updates));
  const time = models.DELIVERY["long-polling"];
  const ended = excess(["endedHolds", "per-second"], models.HOLD_RATE, rate);
  const lane = "long-polling";
  return [
    exchange(context, { lane, rate, body: content, time, isAtOnce: false }),
    exchange(context, { lane, rate: ended, body: empty, time, isAtOnce: false }),
  ];
}

interface Exchange {
  readonly lane: TransportName;
  readonly rate: Figure;
  /** Of the answer, with its head. */
  readonly body: Figure;
  readonly time: Given;
  /** The answer carries the request's acknowledgement; else the next request carries one of the answer's. */
  readonly isAtOnce: boolean;
}

function exchange(context: FlowContext, { lane, rate, body, time, isAtOnce }: Exchange): Flow {
  const { wire, measured, http } = context;
  const head = http === "2" ? models.REQUEST_HEAD_2 : measured.requestHead(lane);
  const request = wire.message(head, isAtOnce ? "all" : "none");
  const answer = wire.message(body, isAtOnce ? "none" : "one");
  return {
    rate,
    down: sum(DOWN, answer.bytes, request.acknowledging),
    up: sum(UP, request.bytes, answer.acknowledging),
    time,
  };
}

function headsOf({ http }: FlowContext): { answer: Given; unchanged: Given; empty: Given } {
  if (http === "2")
    return { answer: models.ANSWER_HEAD_2, unchanged: models.UNCHANGED_HEAD_2, empty: models.EMPTY_HEAD_2 };
  return { answer: models.ANSWER_HEAD, unchanged: models.UNCHANGED_HEAD, empty: models.EMPTY_HEAD };
}

/** Frames and, in silence, heartbeats, each with the same framing. */
function stream(
  context: FlowContext,
  framing: (content: Figure) => readonly Figure[],
  time: Given,
): readonly Flow[] {
  const { audience } = context;
  const updates = quotient(["updatesAFrame", "1"], audience.entries.updatesPerSecond, audience.frames);
  const heartbeats = excess(["heartbeats", "per-second"], models.HEARTBEAT_RATE, audience.frames);
  return [
    push(context, { rate: audience.frames, content: audience.frameBytes(updates), framing, time }),
    push(context, { rate: heartbeats, content: models.HEARTBEAT, framing, time }),
  ];
}

interface Push {
  readonly rate: Figure;
  readonly content: Figure;
  readonly framing: (content: Figure) => readonly Figure[];
  readonly time: Given;
}

function push({ wire }: FlowContext, { rate, content, framing, time }: Push): Flow {
  const framed = sum(["framedBytes", "bytes"], content, ...framing(content));
  const message = wire.message(framed, "none");
  return { rate, down: sum(DOWN, message.bytes), up: sum(UP, message.acknowledging), time };
}

function sse(context: FlowContext): readonly Flow[] {
  const framing = (content: Figure): readonly Figure[] => [
    models.EVENT_FRAMING,
    context.http === "2" ? models.DATA_FRAME_2 : chunkFraming((content.value ?? 0) + 44),
  ];
  return stream(context, framing, models.DELIVERY.sse);
}

/** Hexadecimal length and two line ends, RFC 9112 §7.1. */
function chunkFraming(bytes: number): Given {
  const digits = Math.ceil(bytes).toString(16).length;
  return given(["chunkFraming", "bytes"], digits + 4, {
    type: "model",
    reference: "RFC 9112 §7.1: the length in hexadecimal digits, two line ends of 2",
    address: "https://www.rfc-editor.org/rfc/rfc9112",
  });
}

/** Not masked, as a server sends it. */
function frameHeader(bytes: number): Given {
  return given(["frameHeader", "bytes"], bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10, {
    type: "model",
    reference: "RFC 6455 §5.2: 2 up to 125 bytes, 4 up to 65,535, else 10",
    address: "https://www.rfc-editor.org/rfc/rfc6455",
  });
}

function socket(context: FlowContext, lane: "websocket" | "websocket-raw"): readonly Flow[] {
  const time = models.DELIVERY[lane];
  const framing = (content: Figure): readonly Figure[] => [frameHeader(content.value ?? 0)];
  return [...stream(context, framing, time), ping(context, time)];
}

/** The server asks, the client answers and with that acknowledges. */
function ping({ wire }: FlowContext, time: Given): Flow {
  const asked = wire.message(models.PING, "all");
  const answered = wire.message(models.PONG, "none");
  return {
    rate: models.PING_RATE,
    down: sum(DOWN, asked.bytes, answered.acknowledging),
    up: sum(UP, answered.bytes, asked.acknowledging),
    time,
  };
}

/** No heartbeats: the client asks by PINGREQ; the socket is pinged as any other. */
function mqtt(context: FlowContext): readonly Flow[] {
  const { audience, wire } = context;
  const time = models.DELIVERY.mqtt;
  const updates = quotient(["updatesAFrame", "1"], audience.entries.updatesPerSecond, audience.frames);
  const framing = (content: Figure): readonly Figure[] => [
    models.PUBLISH_FRAMING,
    frameHeader((content.value ?? 0) + (models.PUBLISH_FRAMING.value ?? 0)),
  ];
  const asked = wire.message(models.PINGREQ, "all");
  const answered = wire.message(models.PINGRESP, "none");
  return [
    push(context, { rate: audience.frames, content: audience.frameBytes(updates), framing, time }),
    {
      rate: models.MQTT_PING_RATE,
      down: sum(DOWN, answered.bytes, asked.acknowledging),
      up: sum(UP, asked.bytes, answered.acknowledging),
      time,
    },
    ping(context, time),
  ];
}
