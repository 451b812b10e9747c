// What the tutorials do: on every hit the whole ranking, to all clients, by ws.send.
import { WebSocketServer } from "ws";
import { atPace, createPeerFrames, readPeerOptions } from "./peer-frames.ts";

const { snapshotBytes, framesPerSecond } = readPeerOptions(process.argv.slice(2));
const nextRanking = createPeerFrames(snapshotBytes);
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (client) => {
  client.on("error", () => undefined);
  client.send(nextRanking().text);
});

/** A hit each time; there is no player here to make them. */
atPace(framesPerSecond, () => {
  const { text } = nextRanking();
  for (const client of server.clients) client.send(text);
});

server.on("listening", () => process.send?.(server.address()));
