// What one writes with the library `ws`: JSON sent to each client in turn, as a string, or as the Buffer that its README's
// broadcast passes on, for clients of /buffer. Attacks are answered at once and stored nowhere.
import { WebSocketServer, type WebSocket } from "ws";
import { atPace, createPeerFrames, readPeerOptions } from "./peer-frames.ts";

const { frameBytes, framesPerSecond } = readPeerOptions(process.argv.slice(2));
const nextFrame = createPeerFrames(frameBytes);
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

const takers = new Set<WebSocket>();

server.on("connection", (client, { url }) => {
  if (url === "/buffer") takers.add(client);
  client.on("close", () => takers.delete(client));
  client.on("error", () => undefined);
  client.on("message", (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString());
    const commandId =
      typeof message === "object" && message !== null && "commandId" in message && message.commandId;
    client.send(
      JSON.stringify({
        type: "outcome",
        commandId,
        seq: 100_000,
        damage: 15,
        critical: false,
        killingBlow: false,
        totalDamage: 100_000,
        rank: 50,
        duplicate: false,
      }),
    );
  });
  client.send(nextFrame().text);
});

atPace(framesPerSecond, () => {
  const { text } = nextFrame();
  const data = Buffer.from(text);
  for (const client of server.clients) {
    if (takers.has(client)) client.send(data, { binary: false });
    else client.send(text);
  }
});

server.on("listening", () => process.send?.(server.address()));
