// What belongs to one connection stays on it, and what one side does to its connection reaches the other: fields of
// one hop, pace, and an early end.
import { once } from "node:events";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { ask, proxyTo, TestNode, unreachable } from "./test-node.ts";

const HANDSHAKE = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

/** A node's end of an upgraded connection: closed when the other end is. */
function closing(socket: Socket): Socket {
  return socket
    .on("error", () => undefined)
    .once("end", () => socket.end())
    .resume();
}

function dial(url: string, bytes: string): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => undefined).write(bytes);
  return socket;
}

it("keeps a node's fields of its own connection to itself", async () => {
  await using node = await TestNode.listening((_message, response) => {
    response.writeHead(200, {
      connection: "close, x-secret",
      "x-secret": "1",
      "keep-alive": "timeout=99",
      "x-kept": "1",
    });
    response.end("ok");
  });
  await using proxy = await proxyTo(node.url);
  const { headers } = await ask(proxy.url, { connection: "keep-alive" });
  expect(headers).toMatchObject({ "x-kept": "1", connection: "keep-alive" });
  expect(headers).not.toHaveProperty("x-secret");
  expect(headers["keep-alive"]).not.toBe("timeout=99");
});

it("closes a client's connection when the client asks for it, whatever the node does", async () => {
  await using node = await TestNode.listening();
  await using proxy = await proxyTo(node.url);
  const socket = dial(proxy.url, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  expect(await text(socket)).toMatch(/\r\nConnection: close\r\n/i);
});

it("forges nothing for a request that expects to be continued", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using proxy = await proxyTo(node.url);
  const head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nX-Forwarded-For: 198.51.100.7\r\n";
  const socket = dial(
    proxy.url,
    `${head}Connection: close, x-secret\r\nX-Secret: 1\r\nContent-Length: 2\r\n\r\nhi`,
  );
  expect(await text(socket)).toMatch(/\r\n\r\nhi$|\r\nhi\r\n/);
  expect(node.requests[0]?.headers).toMatchObject({ "x-forwarded-for": "127.0.0.1" });
  expect(node.requests[0]?.headers).not.toHaveProperty("x-secret");
});

it("passes a body's length on though Connection names it, so that the body is not the next request", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using proxy = await proxyTo(node.url);
  const hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
  const head = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, content-length, host\r\n";
  const socket = dial(proxy.url, `${head}Content-Length: ${hidden.length}\r\n\r\n${hidden}`);
  expect(await text(socket)).toContain(hidden.trim());
  await ask(proxy.url, {});
  expect(node.requests.map(({ url }) => url)).toEqual(["/", "/"]);
  expect(node.requests[0]?.headers).toMatchObject({ host: "a", "content-length": String(hidden.length) });
});

it("sends requests on in their turn, and ends a connection that asks too far ahead", async () => {
  await using node = await TestNode.listening(() => undefined);
  await using proxy = await proxyTo(node.url);
  const socket = dial(proxy.url, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2_000));
  await once(socket, "close");
  expect(node.requests.length).toBeLessThanOrEqual(1);
});

it("passes a request that offers another upgrade on as it is, without the offer", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using proxy = await proxyTo(node.url);
  const head =
    "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\nContent-Length: 2\r\n";
  expect(await text(dial(proxy.url, `${head}\r\nhi`))).toMatch(/^HTTP\/1.1 200 [^]*hi/);
  expect(node.requests[0]).toMatchObject({ method: "POST" });
  expect(node.requests[0]?.headers).not.toHaveProperty("upgrade");
});

it("holds back nothing of a body that is being sent, and ends it where it ends", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using proxy = await proxyTo(node.url);
  const outgoing = request(proxy.url, { method: "POST", agent: false });
  const answered = once(outgoing, "response");
  outgoing.write("one");
  const [answer] = (await answered) as [IncomingMessage];
  expect(String((await once(answer, "data"))[0])).toBe("one");
  outgoing.end("two");
  expect(await text(answer)).toBe("two");
});

it("reads from a node no faster than the client reads", async () => {
  const chunk = Buffer.alloc(1_000_000);
  const most = 200;
  let written = 0;
  const fill = (response: ServerResponse): void => {
    written += 1;
    if (written < most) response.write(chunk, () => fill(response));
  };
  await using node = await TestNode.listening(({ url }, response) => {
    if (url === "/large") fill(response);
    else response.end("ok");
  });
  await using proxy = await proxyTo(node.url);
  const answer = await ask(`${proxy.url}/large`, {});
  // All of it runs in this process, so other requests give it its turns.
  for (let [before, turns] = [0, 0]; turns < 50; turns = written === before ? turns + 1 : 0) {
    before = written;
    await text(await ask(proxy.url, {}));
  }
  expect(written).toBeLessThan(most);
  answer.destroy();
});

it("breaks a request off at the node that breaks off at the client", async () => {
  const aborted = Promise.withResolvers<void>();
  await using node = await TestNode.listening((message) => {
    message.on("error", () => aborted.resolve()).resume();
  });
  await using proxy = await proxyTo(node.url);
  const socket = dial(proxy.url, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhel");
  while (node.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  socket.destroy();
  await aborted.promise;
});

it("offers a handshake to another node when one breaks it off", async () => {
  await using broken = await TestNode.listening();
  broken.server.on("upgrade", (_message, socket) => socket.destroy());
  await using node = await TestNode.listening();
  const sockets = new WebSocketServer({ server: node.server });
  await using proxy = await proxyTo(broken.url, node.url, broken.url);
  for (let turn = 0; turn < 3; turn += 1) {
    const socket = new WebSocket(proxy.url);
    await once(socket, "open");
    socket.terminate();
  }
  sockets.close();
});

it("takes a handshake back when the client leaves before its answer", async () => {
  const left = Promise.withResolvers<void>();
  const offered = Promise.withResolvers<void>();
  await using node = await TestNode.listening();
  node.server.on("upgrade", (_message, socket: Socket) => {
    closing(socket).once("close", left.resolve);
    offered.resolve();
  });
  await using proxy = await proxyTo(node.url);
  const socket = dial(proxy.url, HANDSHAKE);
  await offered.promise;
  socket.destroy();
  await left.promise;
});

it("keeps what a client sends before its handshake is answered", async () => {
  const offered = Promise.withResolvers<Socket>();
  await using node = await TestNode.listening();
  node.server.on("upgrade", (_message, socket: Socket) => offered.resolve(socket));
  await using proxy = await proxyTo(node.url);
  const client = dial(proxy.url, HANDSHAKE);
  const socket = await offered.promise;
  client.write("early");
  // Read by the proxy by then, as a request over another connection is.
  await text(await ask(proxy.url, {}));
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  expect(String((await once(socket, "data"))[0])).toBe("early");
  const ended = once(socket, "end");
  client.end();
  await ended;
  socket.end("last");
  expect(await text(client)).toMatch(/last$/);
});

it("ends a node's socket with the client's, and a client's with the node's, however each ends", async () => {
  await using node = await TestNode.listening();
  const sockets: Socket[] = [];
  let onOpen = (): void => undefined;
  node.server.on("upgrade", (_message, socket: Socket) => {
    sockets.push(closing(socket));
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    onOpen();
  });
  await using proxy = await proxyTo(node.url);
  for (const end of ["destroy", "resetAndDestroy"] as const) {
    for (const isClient of [true, false]) {
      const opened = new Promise<void>((resolve) => (onOpen = resolve));
      const client = dial(proxy.url, HANDSHAKE);
      await once(client, "data");
      await opened;
      const [one, other] = isClient ? [client, sockets.at(-1)!] : [sockets.at(-1)!, client];
      const closed = once(other.resume(), "close");
      one[end]();
      await closed;
    }
  }
});

it("answers a handshake that no node can be reached for", async () => {
  await using proxy = await proxyTo(await unreachable(), await unreachable());
  expect(await text(dial(proxy.url, HANDSHAKE))).toMatch(/^HTTP\/1\.1 502 [^]*application\/problem\+json/);
});

it("asks a node also for what would be upgraded to something else than a WebSocket", async () => {
  await using node = await TestNode.listening();
  await using proxy = await proxyTo(node.url);
  const upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n";
  expect(await text(dial(proxy.url, `GET / HTTP/1.1\r\nHost: a\r\n${upgrade}`))).toMatch(
    /\r\n\r\nok$|\r\nok\r\n/,
  );
});
