import { once } from "node:events";
import type { RequestListener } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { ask, proxyTo, TestNode, unreachable } from "./test-node.ts";

it("passes requests on in turn, whole, and their answers", async () => {
  const echo: RequestListener = (message, response) => {
    response.writeHead(201, "Made", ["Set-Cookie", "a=1", "Set-Cookie", "b=2"]);
    void text(message).then((body) => response.end(`${message.method} ${message.url} ${body}`));
  };
  await using one = await TestNode.listening(echo);
  await using other = await TestNode.listening(echo);
  await using proxy = await proxyTo(one.url, other.url);
  for (let turn = 0; turn < 4; turn += 1) {
    const answer = await ask(`${proxy.url}/a?b=%20`, { "content-length": "5" }, "hello");
    expect(answer).toMatchObject({ statusCode: 201, statusMessage: "Made" });
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(await text(answer)).toBe("POST /a?b=%20 hello");
  }
  expect([one.requests.length, other.requests.length]).toEqual([2, 2]);
});

it("tells a node the client's address and what it asked for, whatever fields the client sends", async () => {
  await using node = await TestNode.listening();
  await using proxy = await proxyTo(node.url);
  const forged = {
    host: "hydra.example",
    "x-forwarded-for": "198.51.100.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
    forwarded: "for=198.51.100.7",
    connection: "x-secret",
    "x-secret": "of this connection",
    te: "trailers",
  };
  await text(await ask(proxy.url, forged));
  const { headers } = node.requests[0]!;
  expect(headers).toMatchObject({
    host: "hydra.example",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
  });
  for (const name of ["x-forwarded-host", "forwarded", "x-secret", "te"])
    expect(headers).not.toHaveProperty(name);
});

it("skips a node that cannot be reached, also with a body, and one that is not ready", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using unready = await TestNode.listening();
  unready.isReady = false;
  await using proxy = await proxyTo(await unreachable(), node.url, unready.url);
  await proxy.reports(unready.url, false);
  for (let turn = 0; turn < 4; turn += 1) {
    expect(await text(await ask(proxy.url, {}, "hello"))).toBe("hello");
  }
  expect(unready.requests).toEqual([]);
});

it("asks a node that is not ready rather than none, and all of them again when they are back", async () => {
  await using node = await TestNode.listening();
  await using proxy = await proxyTo(node.url);
  node.isReady = false;
  await proxy.reports(node.url, false);
  expect(await text(await ask(proxy.url, {}))).toBe("ok");
  node.isReady = true;
  await proxy.reports(node.url, true);
});

it("answers with problem details when no node can be reached", async () => {
  await using proxy = await proxyTo(await unreachable(), await unreachable());
  const answer = await ask(proxy.url, {}, "hello");
  expect(answer.statusCode).toBe(502);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(JSON.parse(await text(answer))).toMatchObject({ status: 502 });
});

it("asks another node again for what only reads, and never for what may have happened", async () => {
  await using broken = await TestNode.listening((message) => message.socket.destroy());
  await using proxy = await proxyTo(broken.url);
  expect((await ask(proxy.url, {}, "once")).statusCode).toBe(502);
  expect(broken.requests).toHaveLength(1);
  await using node = await TestNode.listening();
  await using both = await proxyTo(broken.url, node.url, broken.url);
  for (let turn = 0; turn < 3; turn += 1) expect(await text(await ask(both.url, {}))).toBe("ok");
});

it("[pitfall 5] holds back nothing of a stream, and keeps neither side waiting when the other leaves", async () => {
  let end = (): void => undefined;
  const left = Promise.withResolvers<void>();
  await using node = await TestNode.listening((_message, response) => {
    response.once("close", left.resolve).writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    end = () => response.write("data: 1\n\n");
  });
  await using proxy = await proxyTo(node.url);
  const answer = await ask(proxy.url, {});
  end();
  expect(String((await once(answer, "data"))[0])).toBe("data: 1\n\n");
  answer.destroy();
  await left.promise;
});

it("breaks an answer off that breaks off at the node", async () => {
  await using node = await TestNode.listening((message, response) => {
    response.writeHead(200, { "content-length": "100" }).write("half");
    setImmediate(() => message.socket.destroy());
  });
  await using proxy = await proxyTo(node.url);
  await expect(text(await ask(proxy.url, {}))).rejects.toThrow(/aborted/);
});

it("passes sockets on, both ways, and their end", async () => {
  await using node = await TestNode.listening();
  const sockets = new WebSocketServer({ server: node.server });
  sockets.on("connection", (socket, { headers }) => {
    socket.send(String(headers["x-forwarded-for"]));
    socket.on("message", (data: Buffer) => (String(data) === "bye" ? socket.close(1012) : socket.send(data)));
  });
  await using proxy = await proxyTo(await unreachable(), node.url);
  const socket = new WebSocket(proxy.url, { headers: { "x-forwarded-for": "198.51.100.7" } });
  const messages: string[] = [];
  const received = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => {
    if (messages.push(String(data)) === 2) received.resolve();
  });
  await once(socket, "open");
  const large = "x".repeat(1_000_000);
  socket.send(large);
  await received.promise;
  expect(messages).toEqual(["127.0.0.1", large]);
  socket.send("bye");
  expect((await once(socket, "close"))[0]).toBe(1012);
});

it("passes a refused handshake's answer on, and passes nothing after it over that connection", async () => {
  await using node = await TestNode.listening((_message, response) => {
    response.writeHead(403, { "content-type": "text/plain" }).end("no");
  });
  await using proxy = await proxyTo(node.url);
  const { port } = new URL(proxy.url);
  const socket = connect(Number(port), "127.0.0.1");
  const handshake = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  socket.write(`${handshake}GET /smuggled HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n`);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(answer).toMatch(/\r\n\r\nno$/);
  expect(node.requests.map(({ url }) => url)).toEqual(["/"]);
});

it("goes on serving whatever bytes a client sends, and whenever it leaves", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using proxy = await proxyTo(node.url);
  const port = Number(new URL(proxy.url).port);
  const send = async (bytes: Buffer, isEnding = true): Promise<void> => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(bytes, () => (isEnding ? socket.end() : socket.destroy()));
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
  };
  const anyByte = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]));
  const around = (before: string, byte: Buffer, after: string): Buffer =>
    Buffer.concat([Buffer.from(before), byte, Buffer.from(after)]);
  for (const byte of anyByte) {
    await send(around("GET /", byte, " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    await send(around("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Y: ", byte, "\r\n\r\n"));
  }
  const upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ";
  for (const bytes of [
    "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nConnection: close, close, \u00ff,,x\r\nHost: a\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhel",
    `${upgrade}\u00ff\r\n\r\n`,
    `${upgrade}h2c\r\n\r\nPRI * HTTP/2.0\r\n\r\n`,
    `GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}`,
  ]) {
    await send(Buffer.from(bytes, "latin1"));
    await send(Buffer.from(bytes, "latin1"), false);
  }
  expect(await text(await ask(proxy.url, {}, "hello"))).toBe("hello");
});

it("closes while streams and sockets are open", async () => {
  await using node = await TestNode.listening((_message, response) => {
    response.writeHead(200).flushHeaders();
  });
  const sockets = new WebSocketServer({ server: node.server });
  sockets.on("connection", () => undefined);
  const proxy = await proxyTo(node.url);
  const stream = await ask(proxy.url, {});
  const socket = new WebSocket(proxy.url);
  await once(socket, "open");
  const streamEnded = new Promise((resolve) => stream.once("close", resolve));
  const socketEnded = once(socket, "close");
  stream.on("error", () => undefined).resume();
  await proxy.close();
  await Promise.all([streamEnded, socketEnded]);
});
