import { once } from "node:events";
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { freePorts, portOf } from "@hydra/server/nats";
import { expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { startProxy, type Proxy } from "../../src/proxy/proxy.ts";

/** A node that answers as it is told, and is ready unless it says otherwise. */
class TestNode implements AsyncDisposable {
  readonly server: Server;
  readonly requests: IncomingMessage[] = [];
  isReady = true;

  private constructor(answer: RequestListener) {
    this.server = createServer((message, response) => {
      if (message.url === "/readyz") {
        response.writeHead(this.isReady ? 200 : 503).end();
        return;
      }
      this.requests.push(message);
      answer(message, response);
    });
  }

  static async listening(
    answer: RequestListener = (_message, response) => response.end("ok"),
  ): Promise<TestNode> {
    const node = new TestNode(answer);
    await once(node.server.listen(0, "127.0.0.1"), "listening");
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server.close(), "close");
    this.server.closeAllConnections();
    await closed;
  }
}

interface TestProxy extends Proxy, AsyncDisposable {
  /** Resolves when the proxy's word on a node is this. */
  says(url: string, isReady: boolean): Promise<void>;
}

async function proxyTo(...nodes: string[]): Promise<TestProxy> {
  const said = new Map<string, boolean>();
  let onSaid = (): void => undefined;
  const proxy = await startProxy({
    host: "127.0.0.1",
    port: 0,
    nodes,
    onChange: (url, isReady) => {
      said.set(url, isReady);
      onSaid();
    },
  });
  return {
    ...proxy,
    async says(url, isReady) {
      while (said.get(url) !== isReady) await new Promise<void>((resolve) => (onSaid = resolve));
    },
    [Symbol.asyncDispose]: () => proxy.close(),
  };
}

async function nobody(): Promise<string> {
  const [port] = await freePorts(1, "127.0.0.1");
  return `http://127.0.0.1:${port}`;
}

/** The bare answer, by a client that may say of itself what it likes. */
async function ask(url: string, headers: Record<string, string>, body?: string): Promise<IncomingMessage> {
  const outgoing = request(url, { method: body === undefined ? "GET" : "POST", headers, agent: false });
  const answered = once(outgoing, "response");
  outgoing.end(body);
  const [response] = (await answered) as [IncomingMessage];
  return response;
}

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

it("says who the client is and what it asked for, whatever the client says", async () => {
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

it("passes over who cannot be reached, also with a body, and who is not ready", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using tired = await TestNode.listening();
  tired.isReady = false;
  await using proxy = await proxyTo(await nobody(), node.url, tired.url);
  await proxy.says(tired.url, false);
  for (let turn = 0; turn < 4; turn += 1) {
    expect(await text(await ask(proxy.url, {}, "hello"))).toBe("hello");
  }
  expect(tired.requests).toEqual([]);
});

it("asks a node that is not ready rather than none, and all of them again when they are back", async () => {
  await using node = await TestNode.listening();
  await using proxy = await proxyTo(node.url);
  node.isReady = false;
  await proxy.says(node.url, false);
  expect(await text(await ask(proxy.url, {}))).toBe("ok");
  node.isReady = true;
  await proxy.says(node.url, true);
});

it("says in problem details that nobody is there", async () => {
  await using proxy = await proxyTo(await nobody(), await nobody());
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

it("[pitfall 5] holds back nothing of a stream, and lets neither side wait for what the other left", async () => {
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
  await using proxy = await proxyTo(await nobody(), node.url);
  const socket = new WebSocket(proxy.url, { headers: { "x-forwarded-for": "198.51.100.7" } });
  const messages: string[] = [];
  const heard = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => {
    if (messages.push(String(data)) === 2) heard.resolve();
  });
  await once(socket, "open");
  const large = "x".repeat(1_000_000);
  socket.send(large);
  await heard.promise;
  expect(messages).toEqual(["127.0.0.1", large]);
  socket.send("bye");
  expect((await once(socket, "close"))[0]).toBe(1012);
});

it("passes a refused handshake's answer on, and lets nothing follow over that connection", async () => {
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

it("lives on whatever bytes a client sends, and whenever it leaves", async () => {
  await using node = await TestNode.listening((message, response) => void message.pipe(response));
  await using proxy = await proxyTo(node.url);
  const port = Number(new URL(proxy.url).port);
  const speak = async (bytes: Buffer, isEnding = true): Promise<void> => {
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
    await speak(around("GET /", byte, " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    await speak(around("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Y: ", byte, "\r\n\r\n"));
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
    await speak(Buffer.from(bytes, "latin1"));
    await speak(Buffer.from(bytes, "latin1"), false);
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
