// What one writes with socket.io: one emit for all clients, over its WebSocket transport.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { atPace, createPeerFrames, readPeerOptions } from "./peer-frames.ts";

const { frameBytes, framesPerSecond } = readPeerOptions(process.argv.slice(2));
const nextFrame = createPeerFrames(frameBytes);
const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });

io.on("connection", (socket) => socket.emit("frame", JSON.parse(nextFrame().text)));

atPace(framesPerSecond, () => {
  const frame: unknown = JSON.parse(nextFrame().text);
  if (io.engine.clientsCount > 0) io.emit("frame", frame);
});

http.listen(0, "127.0.0.1", () => process.send?.(http.address()));
