// The proxy on the way, between real sockets: what it holds and what it passes.
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { afterAnExchange, eventually, heldBack, HOLDING, openOrigin, Reader } from "./weathered-origin.ts";

describe("[PR122] an unfinished answer", () => {
  it("in chunks is held until its last one, head and all", async () => {
    const { origin, responses } = await openOrigin((response) => response.write("first"));
    await using _ = origin;
    const port = origin.lab(HOLDING);
    using reader = await heldBack(port, responses);
    responses[0]?.end("last");
    await eventually(() => expect(reader.text).toMatch(/first[^]*last[^]*\r\n0\r\n\r\n$/));
  });

  it("with a length is held until that is reached", async () => {
    const { origin, responses } = await openOrigin((response) => {
      response.writeHead(200, { "content-length": "9" });
      response.write("first");
    });
    await using _ = origin;
    const port = origin.lab(HOLDING);
    using reader = await heldBack(port, responses);
    responses[0]?.end("last");
    await eventually(() => expect(reader.text).toMatch(/Content-Length: 9\r\n[^]*firstlast$/i));
  });

  it("passes on when there is enough of it", async () => {
    const { origin, responses } = await openOrigin((response) => response.write("x".repeat(4_000)));
    await using _ = origin;
    const port = origin.lab(HOLDING);
    using reader = await heldBack(port, responses);
    responses[0]?.write("y".repeat(96));
    await eventually(() => expect(reader.text).toContain("y".repeat(96)));
  });

  it("passes on when it was held for long enough, and not before", async () => {
    const bufferMs = 300;
    const { origin } = await openOrigin((response) => response.write("first"));
    await using _ = origin;
    const port = origin.lab({ bufferBytes: 4_096, bufferMs });
    const startedAt = performance.now();
    using reader = new Reader(port).request("/");
    await eventually(() => expect(reader.text).toContain("first"));
    // A lower bound; timers of Node may be a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(bufferMs - 2);
  });

  it("passes at once without a proxy that buffers", async () => {
    const { origin } = await openOrigin((response) => response.write("first"));
    await using _ = origin;
    using reader = new Reader(origin.lab({ refusesUpgrades: true })).request("/");
    await eventually(() => expect(reader.text).toContain("first"));
  });
});

it.each([
  ["HEAD / ", 200, { "content-length": "1000" }],
  ["/", 204, {}],
  ["/", 304, { etag: '"a"' }],
] as const)(
  "[PR122] %s answered with %i is finished with its head, and passes",
  async (path, status, head) => {
    const { origin } = await openOrigin((response) => {
      response.writeHead(status, head).end();
    });
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING)).request(path.trim());
    await eventually(() => expect(reader.text).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*\r\n\r\n$`)));
    expect(reader.isClosed).toBe(false);
  },
);

describe("[PR123] an event stream", () => {
  const stream = (fields: object) => (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream", ...fields });
    response.write("data: 1\n\n");
  };

  it.each([
    [
      "with X-Accel-Buffering: no, at a proxy that honours it",
      { fields: { "x-accel-buffering": "no" }, honoursAccelBuffering: true, passes: true },
    ],
    [
      "with X-Accel-Buffering: no, at one that does not",
      { fields: { "x-accel-buffering": "no" }, honoursAccelBuffering: false, passes: false },
    ],
    ["without it, at one that would honour it", { fields: {}, honoursAccelBuffering: true, passes: false }],
  ])("%s", async (_what, { fields, honoursAccelBuffering, passes }) => {
    const { origin, responses } = await openOrigin(stream(fields));
    await using _ = origin;
    const port = origin.lab({ ...HOLDING, honoursAccelBuffering });
    using reader = new Reader(port).request("/");
    await eventually(() => expect(responses).toHaveLength(1));
    await afterAnExchange(port);
    if (passes) await eventually(() => expect(reader.text).toContain("data: 1"));
    else expect(reader.text).toBe("");
  });
});

describe("[PR122] an upgraded socket", () => {
  it("passes bytes both ways at once, and ends at both ends", async () => {
    const { origin } = await openOrigin(() => undefined);
    await using _ = origin;
    let isClosed = false;
    origin.server.on("upgrade", (_request, socket) => {
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello",
      );
      socket.on("data", (bytes: Buffer) => socket.write(`<${bytes.toString()}>`));
      socket.once("end", () => socket.end());
      socket.on("error", () => undefined).once("close", () => (isClosed = true));
    });
    using reader = new Reader(origin.lab(HOLDING)).request("/", "Connection: Upgrade", "Upgrade: websocket");
    await eventually(() => expect(reader.text).toMatch(/^HTTP\/1.1 101 [^]*Upgrade: websocket[^]*hello$/));
    reader.socket.write("a");
    await eventually(() => expect(reader.text).toContain("<a>"));
    reader.socket.destroy();
    await eventually(() => expect(isClosed).toBe(true));
  });

  it("that the server refuses is answered by the server", async () => {
    const { origin } = await openOrigin(() => undefined);
    await using _ = origin;
    origin.server.on("upgrade", (_request, socket) => {
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone");
    });
    using reader = new Reader(origin.lab(HOLDING)).request("/", "Connection: Upgrade", "Upgrade: websocket");
    await eventually(() => expect(reader.text).toMatch(/^HTTP\/1.1 404 [^]*none$/));
  });
});

it.each([
  ["no HTTP", "\u0016\u0003\u0001"],
  ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
  ["a head that is too long", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`],
])("[PR122] %s is answered 400, and nothing of it reaches the server", async (_what, bytes) => {
  const { origin } = await openOrigin(() => undefined);
  await using _ = origin;
  using reader = new Reader(origin.lab(HOLDING));
  reader.socket.write(bytes, "latin1");
  await eventually(() => expect(reader.isClosed).toBe(true));
  expect(reader.text).toMatch(/^HTTP\/1.1 400 [^]*<html>/);
  expect(origin.requests).toEqual([]);
});

it.each(["end", "destroy"] as const)(
  "[PR122] a connection that the server keeps no longer ends at the client too (%s)",
  async (how) => {
    const { origin } = await openOrigin((response) => response.end("ok"));
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING)).request("/");
    await eventually(() => expect(reader.text).toContain("ok"));
    origin.requests[0]?.socket[how]();
    await eventually(() => expect(reader.isClosed).toBe(true));
  },
);

describe("[PR122] an upgrade that is no handshake", () => {
  it.each([
    ["POST / HTTP/1.1", "h2c"],
    ["POST / HTTP/1.1", "websocket"],
    ["GET / HTTP/1.1", "h2c"],
    ["GET / HTTP/1.0", "websocket"],
  ])("%s to %s is passed on as it is, without the offer", async (line, upgrade) => {
    const { origin } = await openOrigin((response) => void response.req.pipe(response));
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING));
    const length = line.startsWith("POST") ? ["Content-Length: 4"] : [];
    reader.request(line, "Connection: Upgrade, close", `Upgrade: ${upgrade}`, ...length);
    if (length.length > 0) reader.socket.write("body");
    await eventually(() => expect(reader.isClosed).toBe(true));
    expect(reader.text).toMatch(length.length > 0 ? /^HTTP\/1.1 200 [^]*body/ : /^HTTP\/1.1 200 /);
    expect(origin.requests[0]).toMatchObject({ method: line.split(" ")[0] });
    expect(origin.requests[0]?.headers).not.toHaveProperty("upgrade");
  });
});

describe("[PR122] what a proxy must not break", () => {
  it("answers requests that came at once in their order, over one connection", async () => {
    const { origin, responses } = await openOrigin((response) => response.write("slow "));
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING)).request("/slow").request("/finished").request("/finished");
    await eventually(() => expect(responses).toHaveLength(1));
    expect(origin.requests).toHaveLength(1);
    responses[0]?.end("end");
    await eventually(() => expect(reader.text.match(/HTTP\/1.1 200/g)).toHaveLength(3));
    expect(reader.text).toMatch(/slow [^]*end[^]*finished[^]*finished/);
    expect(new Set(origin.requests.map(({ socket }) => socket)).size).toBe(1);
    expect(reader.isClosed).toBe(false);
  });

  it("takes a request back when its client leaves", async () => {
    const { origin, responses } = await openOrigin((response) => response.write("first"));
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING)).request("/");
    await eventually(() => expect(responses).toHaveLength(1));
    expect(responses[0]?.destroyed).toBe(false);
    reader.socket.destroy();
    await eventually(() => expect(responses[0]?.destroyed).toBe(true));
  });

  it("ends an answer that its server broke off without its end", async () => {
    const { origin } = await openOrigin((response) => {
      response.write("first".repeat(1_000));
      setImmediate(() => response.destroy());
    });
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING)).request("/");
    await eventually(() => expect(reader.isClosed).toBe(true));
    expect(reader.text).not.toContain("\r\n0\r\n\r\n");
  });

  it("answers 502 in words of its own when its server breaks off before an answer", async () => {
    const { origin } = await openOrigin((response) => response.destroy());
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING)).request("/");
    await eventually(() => expect(reader.text).toMatch(/^HTTP\/1.1 502 [^]*<html>/));
  });

  it("passes Expect: 100-continue on, and the server's word on it", async () => {
    const { origin, responses } = await openOrigin((response) => {
      response.req.once("data", (body: Buffer) => response.end(body.toString().toUpperCase()));
    });
    await using _ = origin;
    const port = origin.lab(HOLDING);
    origin.server.on("checkContinue", (request, response: ServerResponse) => {
      if (request.url === "/refused") return void response.writeHead(413).end();
      responses.push(response);
      origin.requests.push(request);
    });
    using reader = new Reader(port).request("POST /", "Content-Length: 4", "Expect: 100-continue");
    await eventually(() => expect(responses).toHaveLength(1));
    await afterAnExchange(port);
    expect(reader.text).toBe("");
    responses[0]?.writeContinue();
    await eventually(() => expect(reader.text).toMatch(/^HTTP\/1.1 100 /));
    responses[0]?.req.once("data", (body: Buffer) => responses[0]?.end(body.toString().toUpperCase()));
    reader.socket.write("body");
    await eventually(() => expect(reader.text).toMatch(/HTTP\/1.1 200 [^]*BODY$/));
    using refused = new Reader(port).request("POST /refused", "Content-Length: 4", "Expect: 100-continue");
    await eventually(() => expect(refused.text).toMatch(/^HTTP\/1.1 413 /));
  });

  it("keeps fields that come twice, and leaves out those of one connection", async () => {
    const { origin } = await openOrigin((response) => {
      response.writeHead(200, [
        "Set-Cookie",
        "a=1",
        "Set-Cookie",
        "b=2",
        "Connection",
        "keep-alive, X-Hop",
        "X-Hop",
        "1",
      ]);
      response.end("ok");
    });
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING));
    reader.request("/", "X-Own: 1", "X-Own: 2", "TE: trailers", "Connection: TE");
    await eventually(() => expect(reader.text).toMatch(/ok$|ok\r\n0/));
    expect(reader.text).toMatch(/Set-Cookie: a=1\r\n[^]*Set-Cookie: b=2\r\n/);
    expect(reader.text).not.toContain("X-Hop");
    expect(origin.requests[0]?.rawHeaders.join(" ")).toContain("X-Own 1 X-Own 2");
    expect(origin.requests[0]?.headers).toMatchObject({ host: "x" });
    expect(origin.requests[0]?.headers.te).toBeUndefined();
  });

  it("passes a body's length on though Connection names it, so that the body is not the next request", async () => {
    const { origin } = await openOrigin((response) => response.end("ok"));
    await using _ = origin;
    const port = origin.lab(HOLDING);
    const hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
    using reader = new Reader(port);
    reader.request("/", "Connection: content-length", `Content-Length: ${hidden.length}`);
    reader.socket.write(hidden);
    await eventually(() => expect(reader.text).toContain("ok"));
    await afterAnExchange(port);
    expect(origin.requests.map(({ url }) => url)).not.toContain("/hidden");
  });

  it("shows the server the client's own address", async () => {
    const { origin } = await openOrigin((response) => response.end());
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING), "127.0.1.1").request("/");
    await eventually(() => expect(reader.text).toContain("200"));
    expect(origin.requests[0]?.socket).toMatchObject({
      remoteAddress: "127.0.1.1",
      remotePort: reader.socket.localPort,
    });
  });
});
