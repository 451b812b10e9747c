// Plain node:net: heads from a tin, and the same ready-made bytes written to every socket.
// Sends just enough to be taken for a WebSocket or an event stream by clients of /socket or /events.
import { createServer, type Socket } from "node:net";
import { createTextBroadcast } from "@hydra/rfc6455";
import { atPace, createPeerFrames, EVENT_ID, readPeerOptions } from "./peer-frames.ts";

const { frameBytes, framesPerSecond } = readPeerOptions(process.argv.slice(2));
const nextFrame = createPeerFrames(frameBytes);
const sockets = new Set<Socket>();
const streams = new Set<Socket>();

const UPGRADED =
  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
const STREAMING =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n";

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => undefined);
  socket.once("data", (data) => {
    const isStream = data.toString("latin1").startsWith("GET /events");
    const watchers = isStream ? streams : sockets;
    const text = nextFrame().text;
    socket.write(isStream ? STREAMING : UPGRADED);
    socket.write(isStream ? asChunk(text) : asMessage(text));
    watchers.add(socket);
    socket.once("close", () => watchers.delete(socket));
  });
});

/** A Buffer: of another Uint8Array, `write` makes one each time. */
function asMessage(text: string): Buffer {
  const { buffer, byteOffset, byteLength } = createTextBroadcast(Buffer.from(text)).bytes;
  return Buffer.from(buffer, byteOffset, byteLength);
}

function asChunk(text: string): Buffer {
  const event = `event: delta\nid: ${EVENT_ID}\ndata: ${text}\n\n`;
  return Buffer.from(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
}

atPace(framesPerSecond, () => {
  const { text } = nextFrame();
  if (sockets.size > 0) {
    const message = asMessage(text);
    for (const socket of sockets) socket.write(message);
  }
  if (streams.size > 0) {
    const chunk = asChunk(text);
    for (const socket of streams) socket.write(chunk);
  }
});

server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
