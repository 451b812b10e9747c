import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import {
  attackMessage,
  attackRequest,
  COMMAND_ID_LENGTH,
  handshake,
  MQTT_PING,
  mqttOpening,
} from "../src/load/requests.ts";

const commandId = "7".repeat(COMMAND_ID_LENGTH);

it("an attack over HTTP is what a server reads as one", async () => {
  const token = createHmac("sha256", "x").update("y").digest("base64url");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  const request = attackRequest({ port, path: "/attacks" }, token);
  // Twice, since what follows is read wrongly when a length is wrong.
  socket.write(request(commandId) + request(commandId), "latin1");
  const bodies: unknown[] = [];
  for await (const [incoming, response] of onRequests(server)) {
    expect(incoming.headers.authorization).toBe(`Bearer ${token}`);
    bodies.push(JSON.parse(await text(incoming)));
    response.end();
    if (bodies.length === 2) break;
  }
  const command = { commandId, skill: "slash" };
  expect(bodies).toEqual([command, command]);
  socket.destroy();
  server.close();
});

/** What `ws` reads of bytes that follow a handshake. */
async function readByLibrary(bytes: string): Promise<Buffer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.write(handshake({ port, path: "/" }), "latin1");
  const client = await new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  socket.write(bytes, "latin1");
  const data = await new Promise<Buffer>((resolve) => client.once("message", resolve));
  socket.destroy();
  server.close();
  return data;
}

it("an attack over a WebSocket is what `ws` reads as one", async () => {
  const data = await readByLibrary(attackMessage(commandId));
  expect(JSON.parse(data.toString())).toEqual({ type: "attack", commandId, skill: "slash" });
});

it("MQTT's packets are what `ws` reads as messages: CONNECT with SUBSCRIBE, and PINGREQ", async () => {
  const opening = await readByLibrary(mqttOpening({ port: 1, path: "/", topic: "prices" }));
  const packets = opening.toString("latin1");
  expect(packets.startsWith("\x10\x0c\0\x04MQTT\x04\x02")).toBe(true);
  expect(packets.endsWith("prices/snapshot\0\0\x0cprices/delta\0")).toBe(true);
  expect([...(await readByLibrary(MQTT_PING))]).toEqual([0xc0, 0]);
});

type Exchange = [import("node:http").IncomingMessage, import("node:http").ServerResponse];

async function* onRequests(server: ReturnType<typeof createServer>): AsyncGenerator<Exchange> {
  const queue: Exchange[] = [];
  let wake: () => void = () => undefined;
  server.on("request", (...exchange) => {
    queue.push(exchange);
    wake();
  });
  for (;;) {
    const next = queue.shift();
    if (next !== undefined) yield next;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}
