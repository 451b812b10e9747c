import { routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../src/index.ts";
import { createFamily } from "./http-player.ts";
import { expectProblem } from "./problem.ts";
import { parseAnswer, RawConnection } from "./raw-connection.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const HOST = "Host: 127.0.0.1";
const POST = ["POST /api/families HTTP/1.1", HOST, "Content-Type: application/json"];

async function expectStillServing(): Promise<void> {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}

describe("bytes that are no request", () => {
  it.each([
    ["a greeting of TLS", Buffer.from("16030100a5010000a10303", "hex")],
    ["noise", Buffer.from("\0\x01\x02\xff\xfe\r\n\r\n", "latin1")],
    ["words", "hello\r\n\r\n"],
    ["HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["an unknown method", `BREW /api/time HTTP/1.1\r\n${HOST}\r\n\r\n`],
    ["an unknown version", `GET /api/time HTTP/9.9\r\n${HOST}\r\n\r\n`],
    ["a request without a host", "GET /api/time HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["a header without a name", `GET /api/time HTTP/1.1\r\n${HOST}\r\n: x\r\n\r\n`],
    ["a header with a space before the colon", `GET /api/time HTTP/1.1\r\nHost : x\r\n\r\n`],
    ["a folded header", `GET /api/time HTTP/1.1\r\n${HOST}\r\nX: a\r\n b\r\n\r\n`],
    ["a header with a NUL", `GET /api/time HTTP/1.1\r\n${HOST}\r\nX: a\0b\r\n\r\n`],
    [
      "a header that is longer than any",
      `GET /api/time HTTP/1.1\r\n${HOST}\r\nX: ${"x".repeat(100_000)}\r\n\r\n`,
    ],
    ["an address that is longer than any", `GET /${"x".repeat(100_000)} HTTP/1.1\r\n${HOST}\r\n\r\n`],
    ["a length that is no number", `POST /api/families HTTP/1.1\r\n${HOST}\r\nContent-Length: x\r\n\r\n`],
    ["a negative length", `POST /api/families HTTP/1.1\r\n${HOST}\r\nContent-Length: -1\r\n\r\n`],
    ["a chunk without a size", `${[...POST, "Transfer-Encoding: chunked"].join("\r\n")}\r\n\r\nx\r\n`],
  ])("%s: refused in our words, and the connection closed", async (_what, bytes) => {
    await using connection = await RawConnection.open(server.port);
    const received = await connection.send(bytes).ended();
    if (received !== "") expectProblem(parseAnswer(received), "invalid-body");
    expect(received.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(1);
    await expectStillServing();
  });

  it.each([
    ["a length and chunks", ["Content-Length: 6", "Transfer-Encoding: chunked"]],
    ["two lengths", ["Content-Length: 6", "Content-Length: 60"]],
    ["an encoding that only looks like chunked", ["Transfer-Encoding: xchunked"]],
    ["chunks that are not the last encoding", ["Transfer-Encoding: chunked, identity"]],
    ["a hidden encoding", ["Transfer-Encoding:\x0bchunked"]],
  ])("[RFC 9112 §6.3] a request whose end is in doubt by %s hides no second one", async (_what, headers) => {
    await using connection = await RawConnection.open(server.port);
    connection.request("POST /api/families HTTP/1.1", HOST, "Content-Type: application/json", ...headers);
    connection.send("0\r\n\r\n").request("GET /api/time HTTP/1.1", HOST);
    const received = await connection.ended();
    expectProblem(parseAnswer(received), "invalid-body");
    expect(received).not.toContain('"now"');
    await expectStillServing();
  });

  it("a malformed request behind a good one: the good one is answered, and the connection closed", async () => {
    await using connection = await RawConnection.open(server.port);
    await connection.request("GET /api/time HTTP/1.1", HOST).untilText('"now"');
    const received = await connection.send("garbage\r\n\r\n").ended();
    expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

describe("a slow sender", () => {
  it("[RFC 9112 §2.2] of headers, of a body, or of nothing is not waited for", async () => {
    await using server = await startServer({}, { timings: { requestTimeoutMs: 250 } });
    await using silent = await RawConnection.open(server.port);
    await using headers = (await RawConnection.open(server.port)).send("GET /api/time HTTP/1.1\r\nHost");
    await using body = (await RawConnection.open(server.port))
      .request(...POST, "Content-Length: 100")
      .send('{"name"');
    await using trickle = await RawConnection.open(server.port);
    trickle.send("GET /api/time HTTP/1.1\r\nX: ");
    const timer = setInterval(() => trickle.send("x"), 20);
    for (const connection of [silent, headers, body, trickle]) {
      const received = await connection.ended();
      if (received !== "") expectProblem(parseAnswer(received), "invalid-body");
    }
    clearInterval(timer);
  });

  it("does not shorten a hold, or the life of an event stream", async () => {
    await using server = await startServer({}, { timings: { requestTimeoutMs: 100 } });
    const familyId = await createFamily(server);
    await using stream = await RawConnection.open(server.port);
    await stream.request(`GET ${routes.feed(familyId, "sse")} HTTP/1.1`, HOST).untilText("event: snapshot");
    const snapshot = await fetch(`${server.url}${routes.feed(familyId, "polling")}`);
    const since = snapshot.headers.get("etag")?.replaceAll('"', "");
    const url = `${server.url}${routes.feed(familyId, "long-polling")}?since=${since}&holdMs=400`;
    expect((await fetch(url)).status).toBe(204);
    expect(stream.isEnded).toBe(false);
  });

  it("a client that stops in the middle of everything is cut after a while", async () => {
    await using server = await startServer({}, { timings: { idleTimeoutMs: 200, requestTimeoutMs: 60_000 } });
    await using connection = await RawConnection.open(server.port);
    await connection.send("GET /api/time HTTP/1.1\r\n").ended();
  });
});

describe("a body over the limit", () => {
  it("[PR2] in chunks is refused as soon as it is over", async () => {
    await using connection = await RawConnection.open(server.port);
    connection.request(...POST, "Transfer-Encoding: chunked");
    for (let n = 0; n < 20; n += 1) connection.send(`40\r\n${" ".repeat(64)}\r\n`);
    // The last chunk never comes.
    const received = await connection.untilText("body-too-large");
    expectProblem(parseAnswer(received), "body-too-large");
  });

  it("[PR2] that is announced is refused before it is sent", async () => {
    await using connection = await RawConnection.open(server.port);
    const received = await connection
      .request(...POST, "Content-Length: 1000000000")
      .untilText("body-too-large");
    expectProblem(parseAnswer(received), "body-too-large");
  });

  it("[RFC 9110 §10.1.1] that was asked about gets its answer, and one within the limit its 100", async () => {
    const body = '{"name":"asked"}';
    await using connection = await RawConnection.open(server.port);
    connection.request(...POST, `Content-Length: ${body.length}`, "Expect: 100-continue");
    await connection.untilText("HTTP/1.1 100 Continue");
    expect(await connection.send(body).untilText('"asked"')).toContain("HTTP/1.1 201 Created");
    await using large = await RawConnection.open(server.port);
    large.request(...POST, "Content-Length: 5000", "Expect: 100-continue");
    await large.untilText("body-too-large");
  });

  it("[RFC 9110 §10.1.1] with an unknown expectation is taken without it", async () => {
    const body = '{"name":"asked"}';
    await using connection = await RawConnection.open(server.port);
    connection.request(...POST, `Content-Length: ${body.length}`, "Expect: miracles").send(body);
    expect(await connection.untilText('"asked"')).toContain("HTTP/1.1 201 Created");
  });
});

describe("an upgrade that is no WebSocket", () => {
  it("[RFC 9110 §7.8] is ignored, and the request answered as it is", async () => {
    await using connection = await RawConnection.open(server.port);
    connection.request(
      "GET /api/time HTTP/1.1",
      HOST,
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    );
    expect(await connection.untilText('"now"')).toContain("HTTP/1.1 200 OK");
    // And the connection is still good.
    await connection.request("GET /healthz HTTP/1.1", HOST).untilText('"ok"');
  });

  it("on a POST changes nothing", async () => {
    const body = '{"name":"upgraded"}';
    await using connection = await RawConnection.open(server.port);
    connection
      .request(
        "POST /api/families HTTP/1.1",
        HOST,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
      )
      .send(body);
    expect(await connection.untilText('"upgraded"')).toContain("HTTP/1.1 201 Created");
  });

  it("by CONNECT or TRACE leads nowhere", async () => {
    for (const line of ["CONNECT example.com:80 HTTP/1.1", "TRACE /api/time HTTP/1.1"]) {
      await using connection = await RawConnection.open(server.port);
      connection.request(line, HOST, "Connection: close");
      const received = await connection.ended();
      expect(received).not.toContain("HTTP/1.1 200");
    }
    await expectStillServing();
  });
});

it("answers requests that were sent in one breath, in order", async () => {
  await using connection = await RawConnection.open(server.port);
  for (let n = 0; n < 20; n += 1) connection.request(`GET /api/families/f${n} HTTP/1.1`, HOST);
  const received = await connection.request("GET /api/time HTTP/1.1", HOST).untilText('"now"');
  expect(received.match(/HTTP\/1\.1 404/g)).toHaveLength(20);
});
