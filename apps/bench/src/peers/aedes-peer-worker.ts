// What one writes with aedes: a broker over `ws`, and each update published once.
import { Aedes } from "aedes";
import { createWebSocketStream, WebSocketServer } from "ws";
import { atPace, createPeerFrames, readPeerOptions } from "./peer-frames.ts";

const { frameBytes, framesPerSecond } = readPeerOptions(process.argv.slice(2));
const nextFrame = createPeerFrames(frameBytes);
const broker = await Aedes.createBroker();
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  perMessageDeflate: false,
  handleProtocols: () => "mqtt",
});

server.on("connection", (client, request) => {
  const stream = createWebSocketStream(client);
  stream.on("error", () => undefined);
  broker.handle(stream, request);
});

function publish(topic: string, retain: boolean): void {
  const payload = Buffer.from(nextFrame().text);
  broker.publish({ cmd: "publish", topic, payload, qos: 0, dup: false, retain }, () => undefined);
}

publish("prices/snapshot", true);
atPace(framesPerSecond, () => publish("prices/delta", false));
server.on("listening", () => process.send?.(server.address()));
