// A watcher of one lane: connects, reads frames and dates their arrival. Looks at as little as it can, so that one
// process can watch for ten thousand.
import { openConnection } from "./connection.ts";
import type { Lane, Target } from "./orders.ts";
import { getRequest, handshake, MQTT_PING, mqttOpening, pongFrame, textFrame } from "./requests.ts";
import {
  createStreamReader,
  endOfAnswer,
  endOfEvent,
  endOfFrame,
  endOfHead,
  payloadOf,
  publishedAtOf,
  statusOf,
} from "./stream-reader.ts";

export interface WatcherEvents {
  /** A frame of the feed has arrived. `publishedAt` in epoch milliseconds. */
  onFrame(publishedAt: number, bytes: number): void;
  /** What came is not what was asked for. */
  onError(): void;
  onClose(): void;
}

export interface Connection {
  /** Reads nothing more, for good. */
  pause(): void;
  /** Resets it: no port is kept waiting (TIME-WAIT, RFC 9293 §3.6.1). */
  close(): void;
}

/** Within the longest keep alive that the embedded broker grants. */
const PING_MS = 60_000;

export function openWatcher(lane: Lane, target: Target, events: WatcherEvents): Connection {
  const write: Write = (text) => socket.write(text, "latin1");
  const { opening, onBytes, ping } = DIALOGUES[lane](target, events, write);
  const pings = ping === undefined ? undefined : setInterval(() => write(ping), PING_MS);
  const socket = openConnection(target.port, {
    onOpen: () => write(opening),
    onBytes,
    onClose() {
      clearInterval(pings);
      events.onClose();
    },
  });
  return { pause: () => socket.pause(), close: () => socket.resetAndDestroy() };
}

interface Dialogue {
  /** Sent first. */
  readonly opening: string;
  onBytes(bytes: Buffer): void;
  /** Sent now and then: without it the server takes the watcher for gone. */
  readonly ping?: string;
}

type Write = (text: string) => unknown;
type CreateDialogue = (target: Target, events: WatcherEvents, write: Write) => Dialogue;

const DIALOGUES: Readonly<Record<Lane, CreateDialogue>> = {
  websocket: (target, events, write) => {
    const frames = createStreamReader(endOfFrame, (bytes, from, end) => {
      if (!answerPing(bytes, from, write)) report(events, bytes, { from, end });
    });
    return { opening: handshake(target), onBytes: afterHead(101, events, frames) };
  },
  sse: (target, events) => {
    const eventsOf = createStreamReader(endOfEvent, (bytes, from, end) =>
      report(events, bytes, { from, end }),
    );
    return { opening: getRequest(target), onBytes: afterHead(200, events, eventsOf) };
  },
  mqtt: (target, events, write) => {
    const messages = createStreamReader(endOfFrame, (bytes, from, end) => {
      if (!answerPing(bytes, from, write)) report(events, bytes, { from, end });
    });
    const read = afterHead(101, events, messages);
    let isOpen = false;
    return {
      opening: handshake(target, ["Sec-WebSocket-Protocol: mqtt"]),
      ping: MQTT_PING,
      onBytes(bytes) {
        // The head comes in one piece on a loopback.
        if (!isOpen) write(mqttOpening(target));
        isOpen = true;
        read(bytes);
      },
    };
  },
  "socket.io": (target, events, write) => {
    const packets = createStreamReader(endOfFrame, (bytes, from, end) => {
      if (answerPing(bytes, from, write)) return;
      // Engine.IO protocol 4: 0 open, 2 ping, 3 pong, 4 message; Socket.IO 5 within: 0 connect, 2 event.
      const packet = bytes.toString("latin1", payloadOf(bytes, from), payloadOf(bytes, from) + 2);
      if (packet.startsWith("0")) write(textFrame("40"));
      else if (packet.startsWith("2")) write(textFrame("3"));
      else if (packet === "42") report(events, bytes, { from, end });
    });
    return { opening: handshake(target), onBytes: afterHead(101, events, packets) };
  },
  "long-polling": (target, events, write) => {
    const opening = getRequest(target);
    let request = opening;
    const answers = createStreamReader(endOfAnswer, (bytes, from, end) => {
      const status = statusOf(bytes, from);
      if (status === 200) {
        report(events, bytes, { from, end });
        const head = bytes.toString("latin1", from, Math.min(end, from + MAX_HEAD));
        request = nextRequest(target, ETAG.exec(head)?.[1]);
      } else if (status !== HOLD_IS_OVER) return events.onError();
      write(request);
    });
    return { opening, onBytes: answers };
  },
};

/** Nothing was newer for as long as a long-poll is held. */
const HOLD_IS_OVER = 204;
const ETAG = /\r\netag: *"([^"]*)"/i;
/** The heads of what is measured are far shorter. */
const MAX_HEAD = 1_024;

/** Polls for the same cursor are the same request. */
let lastAsked:
  { readonly path: string; readonly cursor: string | undefined; readonly request: string } | undefined;

function nextRequest({ path, port }: Target, cursor: string | undefined): string {
  if (lastAsked?.path !== path || lastAsked.cursor !== cursor) {
    const query = cursor === undefined ? "" : `?since=${cursor}`;
    lastAsked = { path, cursor, request: getRequest({ port, path: path + query }) };
  }
  return lastAsked.request;
}

/** Expects an answer of one status, then passes on what follows its head. */
function afterHead(
  expected: number,
  events: WatcherEvents,
  onRest: (bytes: Buffer) => void,
): (bytes: Buffer) => void {
  let head: Buffer | undefined = Buffer.alloc(0);
  return (bytes) => {
    if (head === undefined) return onRest(bytes);
    head = Buffer.concat([head, bytes]);
    const end = endOfHead(head, 0);
    if (end === -1) return;
    if (statusOf(head, 0) !== expected) events.onError();
    const rest = head.subarray(end);
    head = undefined;
    if (rest.length > 0) onRest(rest);
  };
}

function answerPing(bytes: Buffer, from: number, write: Write): boolean {
  if ((bytes[from] ?? 0) !== 0x89) return false;
  const payload = payloadOf(bytes, from);
  write(pongFrame(bytes.toString("latin1", payload, payload + ((bytes[from + 1] ?? 0) & 0x7f))));
  return true;
}

interface Range {
  readonly from: number;
  readonly end: number;
}

function report(events: WatcherEvents, bytes: Buffer, { from, end }: Range): void {
  const publishedAt = publishedAtOf(bytes, from, end);
  if (publishedAt !== undefined) events.onFrame(publishedAt, end - from);
}
