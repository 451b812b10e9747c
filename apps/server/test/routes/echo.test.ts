import { once } from "node:events";
import { ECHO_SOCKETS, MAX_ECHO_BYTES, routes, type EchoSocketName } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startServer, type RunningServer } from "../../src/index.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection } from "../raw-connection.ts";
import {
  acceptFor,
  clientFrame,
  closeCodeOf,
  handshakeRequest,
  openRawSocket,
  OPCODES,
} from "../raw-socket.ts";

const FRIEND = "https://friend.example";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ allowedOrigins: [FRIEND] });
});
afterAll(() => server.close());

/** What a request of a handshake with other headers, or a path with a query, is answered. */
async function handshake(path: string, headers: Record<string, string | undefined>): Promise<string> {
  await using connection = await RawConnection.open(server.port);
  return await connection.send(handshakeRequest(path, headers)).ended();
}

async function open(name: EchoSocketName, url = server.url): Promise<WebSocket> {
  const socket = new WebSocket(`${url}${routes.labEcho(name)}`, { maxPayload: MAX_ECHO_BYTES });
  await once(socket, "open");
  return socket;
}

async function echoOf(socket: WebSocket, message: string | Buffer): Promise<string | Buffer> {
  socket.send(message);
  const [data, isBinary] = (await once(socket, "message")) as [Buffer, boolean];
  return isBinary ? data : data.toString();
}

describe.each(ECHO_SOCKETS)("[PR85] the echo socket %s", (name) => {
  const path = routes.labEcho(name);

  it("sends back text and binary as it came, as much as 16 MiB", async () => {
    const socket = await open(name);
    for (const message of ["", "ping-pong 九头蛇", Buffer.alloc(0), Buffer.from([0xff, 0, 0xc0])]) {
      expect(await echoOf(socket, message)).toEqual(message);
    }
    const largest = Buffer.alloc(MAX_ECHO_BYTES, "0123456789");
    expect(largest.equals((await echoOf(socket, largest)) as Buffer)).toBe(true);
    expect(await echoOf(socket, largest.toString())).toBe(largest.toString());
    socket.close(1000);
    expect((await once(socket, "close"))[0]).toBe(1000);
  });

  it("refuses a byte more with 1009, on the frame's header", async () => {
    await using connection = await openRawSocket(server.port, path);
    const header = Buffer.from("82ff000000000100000100000000", "hex");
    expect(await closeCodeOf(connection.send(header))).toBe(1009);
  });

  it("[RFC 6455 §4.2.2] proves that it was understood, and negotiates no extension and no subprotocol", async () => {
    const key = "dGhlIHNhbXBsZSBub25jZQ==";
    await using connection = await RawConnection.open(server.port);
    const offers = {
      "Sec-WebSocket-Key": key,
      "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
      "Sec-WebSocket-Protocol": "chat, superchat",
    };
    const received = await connection.send(handshakeRequest(path, offers)).untilText("\r\n\r\n");
    expect(received).toMatch(/^HTTP\/1\.1 101 /);
    expect(received).toContain(`Sec-WebSocket-Accept: ${acceptFor(key)}\r\n`);
    expect(received).not.toMatch(/sec-websocket-(extensions|protocol)/i);
  });

  it("receives what comes in one write with the handshake, in order", async () => {
    const early = Buffer.concat([clientFrame(OPCODES.text, "first"), clientFrame(OPCODES.text, "second")]);
    await using connection = await openRawSocket(server.port, path, { early: early.subarray(0, -3) });
    connection.send(early.subarray(-3));
    expect((await connection.untilText("second")).endsWith("\x81\x05first\x81\x06second")).toBe(true);
  });

  const refused: [string, Record<string, string | undefined>, number][] = [
    ["without a key", { "Sec-WebSocket-Key": undefined }, 400],
    ["with half a key", { "Sec-WebSocket-Key": "x" }, 400],
    ["of another version", { "Sec-WebSocket-Version": "8" }, 426],
    ["with a wrong subprotocol", { "Sec-WebSocket-Protocol": "a b" }, 400],
  ];
  it.each(refused)(
    "[PR60] refuses a handshake %s over HTTP, in problem details",
    async (_what, headers, status) => {
      const received = await handshake(path, headers);
      expectProblem(parseAnswer(received), status === 426 ? "upgrade-required" : "invalid-body");
      expect(received).toMatch(/"detail":"[^"]*\(RFC 6455 /);
      expect(received).toMatch(/^connection: .*close\r$/im);
      if (status === 426) expect(received).toMatch(/^sec-websocket-version: 13\r$/im);
    },
  );

  it.each(["https://evil.example", "null"])("[PR4] refuses a page of %s", async (origin) => {
    expectProblem(parseAnswer(await handshake(path, { Origin: origin })), "forbidden-origin");
  });

  it("[PR4] takes its own page and an allow-listed one", async () => {
    for (const Origin of [server.url, FRIEND]) {
      const headers = { Host: new URL(server.url).host, Origin };
      await using connection = await openRawSocket(server.port, path, { headers });
      expect(connection.received).toMatch(/^HTTP\/1\.1 101 /);
    }
  });

  it("answers a request that is no handshake with 426", async () => {
    const answer = await fetch(`${server.url}${path}`);
    const [status, contentType] = [answer.status, answer.headers.get("content-type") ?? undefined];
    expectProblem({ status, contentType, body: await answer.text() }, "upgrade-required");
    expect(answer.headers.get("upgrade")).toBe("websocket");
  });

  it("is not there with LAB=0", async () => {
    await using server = await startServer({ isLab: false });
    await using connection = await RawConnection.open(server.port);
    expectProblem(parseAnswer(await connection.send(handshakeRequest(path)).ended()), "not-found");
  });

  it("[PR64] closes with 1012 when the server restarts", async () => {
    await using server = await startServer();
    const socket = await open(name, server.url);
    const closed = once(socket, "close");
    await server.close();
    expect((await closed)[0]).toBe(1012);
  });

  it("[PR86] has room for 112 of one network, refuses the next, and has room again", async () => {
    await using server = await startServer();
    const sockets = await Promise.all(Array.from({ length: 112 }, () => open(name, server.url)));
    await using late = await RawConnection.open(server.port);
    expectProblem(parseAnswer(await late.send(handshakeRequest(path)).ended()), "lab-busy");
    const closed = once(sockets[0]!, "close");
    sockets[0]!.terminate();
    await closed;
    let received = "";
    while (!received.includes(" 101 ")) {
      await using again = await RawConnection.open(server.port);
      received = await again.send(handshakeRequest(path)).untilText("\r\n\r\n");
    }
    for (const socket of sockets) socket.terminate();
  });

  it("[PR65] pings, and terminates a client that does not answer", async () => {
    await using server = await startServer({}, { timings: { pingIntervalMs: 150 } });
    await using deaf = await openRawSocket(server.port, path);
    expect((await deaf.ended()).endsWith("\x89\x00")).toBe(true);
  });

  it("does not read from a client that does not read, and goes on when it does", async () => {
    await using connection = await openRawSocket(server.port, path);
    const { socket } = connection;
    const frame = clientFrame(OPCODES.binary, Buffer.alloc(60_000, 1));
    socket.pause();
    // What the system's buffers on the way take is not endless, and what the server takes is bounded.
    let sent = 0;
    while (socket.writableLength < 1_000_000) {
      socket.write(frame);
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (sent > 2_000) throw new Error("the server reads on and on");
    }
    socket.resume();
    await connection.until((received) => received.length >= sent * 60_004);
  });

  it("refuses to hold more than 256 MiB for all", async () => {
    await using server = await startServer();
    const begun = clientFrame(OPCODES.binary, Buffer.alloc(0));
    begun[0] = 0x02;
    const header = Buffer.from("80ff0000000001000000", "hex");
    const most = Buffer.concat([begun, header, Buffer.alloc(4), Buffer.alloc(MAX_ECHO_BYTES - 100)]);
    const sockets = await Promise.all(Array.from({ length: 18 }, () => openRawSocket(server.port, path)));
    for (const connection of sockets) connection.send(most);
    const code = await Promise.race(sockets.map((connection) => closeCodeOf(connection)));
    expect(code).toBe(1013);
    for (const connection of sockets) connection.socket.destroy();
  });
});
