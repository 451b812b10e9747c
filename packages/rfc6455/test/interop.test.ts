// The README's example, exactly but for what it does with a message, on a real socket: with `ws` and with the
// platform's own client.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { isUtf8 } from "node:buffer";
import { expect, test } from "vitest";
import { WebSocket as WsClient } from "ws";
import { answerOpening, createConnection, encodeOpeningAnswer, type ConnectionClose } from "../src/index.ts";

interface EchoServer extends AsyncDisposable {
  readonly url: string;
  readonly closes: Promise<ConnectionClose>[];
}

async function serve(): Promise<EchoServer> {
  const server = createServer();
  const closes: Promise<ConnectionClose>[] = [];
  server.on("upgrade", (request, socket, head) => {
    const answer = answerOpening(request);
    socket.write(encodeOpeningAnswer(answer));
    if (answer.type === "refused") return void socket.end();
    const { promise, resolve } = Promise.withResolvers<ConnectionClose>();
    closes.push(promise);
    const connection = createConnection(
      {
        write: (bytes) => void socket.write(bytes),
        end: () => void socket.end(),
        onMessage: (type, payload) =>
          type === "text" ? connection.sendText(payload) : connection.sendBinary(payload),
        onClose: resolve,
      },
      { allocate: Buffer.allocUnsafe, isUtf8 },
    );
    connection.receive(head);
    socket
      .on("data", connection.receive)
      .on("close", connection.receiveEnd)
      .on("error", connection.receiveEnd);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `ws://127.0.0.1:${portOf(server)}/`, closes, [Symbol.asyncDispose]: () => stop(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

async function stop(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}

const MESSAGES = ["", "Hello", "九头蛇🐉".repeat(30), "x".repeat(70_000)];

test("[WS16] [WS51] [WS58] [WS60] talks with `ws`: texts, binary, a ping, a close", async () => {
  await using server = await serve();
  const client = new WsClient(server.url);
  await once(client, "open");
  expect(client.extensions).toBe("");
  for (const message of MESSAGES) {
    client.send(message);
    expect(await once(client, "message")).toEqual([Buffer.from(message), false]);
  }
  const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
  client.send(bytes);
  expect(await once(client, "message")).toEqual([bytes, true]);
  client.ping("there?");
  expect(await once(client, "pong")).toEqual([Buffer.from("there?")]);
  client.close(4000, "九");
  expect(await once(client, "close")).toEqual([4000, Buffer.alloc(0)]);
  expect(await server.closes[0]).toEqual({ code: 4000, reason: "九", initiator: "remote", isClean: true });
});

test("[WS16] [WS51] [WS60] talks with the platform's own client", async () => {
  await using server = await serve();
  const client = new WebSocket(server.url);
  await once(client, "open");
  for (const message of MESSAGES) {
    const answered = once(client, "message");
    client.send(message);
    expect((await answered)[0]).toHaveProperty("data", message);
  }
  const closed = once(client, "close");
  client.close(1000, "bye");
  expect((await closed)[0]).toMatchObject({ code: 1000, wasClean: true });
  expect(await server.closes[0]).toMatchObject({ code: 1000, reason: "bye", isClean: true });
});

test("[WS14] [WS18] refuses `ws` with another version, in HTTP", async () => {
  await using server = await serve();
  const client = new WsClient(server.url, { protocolVersion: 8 });
  client.on("error", () => {});
  expect((await once(client, "unexpected-response"))[1]).toMatchObject({
    statusCode: 426,
    headers: { "sec-websocket-version": "13" },
  });
  client.terminate();
});
