import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { routes, SOCKET_TRANSPORTS, type SocketTransportName } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../src/index.ts";
import { attack, createFamily, join, type Listening } from "./http-player.ts";
import { MemoryLog } from "./memory-log.ts";
import { RawConnection } from "./raw-connection.ts";
import { clientFrame, closeCodeOf, openRawSocket, OPCODES } from "./raw-socket.ts";
import { ServerProcess } from "./server-process.ts";

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-drain-"));
});
afterAll(() => rm(dataDir, { recursive: true }));

const HOST = "Host: 127.0.0.1";
const portOf = ({ url }: Listening): number => Number(new URL(url).port);

async function cursorOf({ url }: Listening, familyId: string): Promise<string> {
  const answer = await fetch(`${url}${routes.feed(familyId, "polling")}`);
  await answer.text();
  return answer.headers.get("etag")?.replaceAll('"', "") ?? "";
}

/** One watcher of each transport, of the two sockets the one asked for; the poll between two requests. */
async function openWatchers(
  server: Listening,
  familyId: string,
  socketTransport: SocketTransportName = "websocket",
): Promise<[poll: RawConnection, hold: RawConnection, stream: RawConnection, socket: RawConnection]> {
  const port = portOf(server);
  const hold = `${routes.feed(familyId, "long-polling")}?since=${await cursorOf(server, familyId)}`;
  const [poll, parked, stream, socket] = await Promise.all([
    RawConnection.open(port),
    RawConnection.open(port),
    RawConnection.open(port),
    openRawSocket(port, routes.feed(familyId, socketTransport)),
  ]);
  await poll.request(`GET ${routes.feed(familyId, "polling")} HTTP/1.1`, HOST).untilText('"snapshot"');
  parked.request(`GET ${hold} HTTP/1.1`, HOST);
  await stream.request(`GET ${routes.feed(familyId, "sse")} HTTP/1.1`, HOST).untilText("event: snapshot");
  return [poll, parked, stream, socket];
}

/** Attacks on and on over one connection; the answers to what was sent before `isStopping` are kept. */
async function attackUntil(
  server: Listening,
  player: Awaited<ReturnType<typeof join>>,
  isStopping: () => boolean,
): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; !isStopping(); n += 1) {
    // A connection that is cut rejects, and fails the test.
    const answer = await attack(server, player, { commandId: `c${n}` });
    await answer.text();
    statuses.push(answer.status);
  }
  return statuses;
}

describe("SIGTERM", () => {
  it("ends a process with 1,000 connections: all are notified, nothing under way is lost", async () => {
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir });
    const familyId = await createFamily(server);
    const watched = await createFamily(server);
    const groups = [];
    for (let n = 0; n < 250; n += 1)
      groups.push(await openWatchers(server, watched, SOCKET_TRANSPORTS[n % 2]));
    let isStopping = false;
    // Joined before the signal: a later one may be refused.
    const players = await Promise.all(Array.from({ length: 10 }, () => join(server, familyId)));
    const attackers = players.map((player) => attackUntil(server, player, () => isStopping));
    await fetch(`${server.url}/healthz`);
    const closed = groups.map(async ([, , , socket]) => {
      const code = await closeCodeOf(socket);
      socket.send(clientFrame(OPCODES.close, Buffer.from([0x03, 0xf4])));
      return code;
    });

    isStopping = true;
    server.kill("SIGTERM");

    for (const statuses of await Promise.all(attackers)) {
      for (const status of statuses) expect([200, 503]).toContain(status);
    }
    for (const code of await Promise.all(closed)) expect(code).toBe(1012);
    const hints = new Set<string | undefined>();
    for (const [poll, parked, stream, socket] of groups) {
      await poll.ended();
      expect(await parked.ended()).toMatch(/^HTTP\/1\.1 204 /);
      expect(await stream.ended()).toMatch(/\nretry: \d+\n\n\r\n0\r\n\r\n$/);
      hints.add(/retry-after-ms=(\d+)/.exec(await socket.ended())?.[1]);
    }
    expect(hints.size).toBeGreaterThan(10);
    expect(hints).not.toContain(undefined);
    expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  it("cuts clients that neither read nor answer, and is not kept by them", async () => {
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir });
    const familyId = await createFamily(server);
    const [, , stream, socket] = await openWatchers(server, familyId);
    const raw = await openRawSocket(portOf(server), routes.feed(familyId, "websocket-raw"));
    await using half = (await RawConnection.open(portOf(server))).send("POST /api/families HTTP/1.1\r\nHos");
    for (const connection of [stream, socket, raw, half]) connection.socket.pause();
    server.kill("SIGTERM");
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
    for (const connection of [stream, socket, raw]) connection.socket.destroy();
  });

  it("by a keyboard is the same, and a second one changes nothing", async () => {
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir });
    server.kill("SIGINT");
    server.kill("SIGTERM");
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
  });
});

describe("close()", () => {
  const title = "answers an attack that waits for the log, over HTTP and %s, before it closes";
  it.each(SOCKET_TRANSPORTS)(title, async (transport) => {
    const log = new MemoryLog();
    const server = await startServer({}, { log, timings: { drainDeadlineMs: 20_000 } });
    const player = await join(server, await createFamily(server));
    const headers = { Authorization: `Bearer ${player.token}` };
    const path = routes.feed(player.familyId, transport);
    await using socket = await openRawSocket(server.port, path, { headers });
    const letGo = log.hold();
    const overHttp = attack(server, player, { commandId: "http" });
    socket.send(clientFrame(OPCODES.text, '{"type":"attack","commandId":"socket","skill":"slash"}'));
    await log.isHolding(2);
    const closing = server.close();
    letGo();
    expect((await overHttp).status).toBe(200);
    expect(await closeCodeOf(socket)).toBe(1012);
    expect(socket.received).toMatch(/"type":"outcome","commandId":"socket"/);
    socket.send(clientFrame(OPCODES.close, Buffer.from([0x03, 0xf4])));
    await closing;
  });

  it.each(SOCKET_TRANSPORTS)("[PR33] waits for no attack that comes over %s meanwhile", async (transport) => {
    const log = new MemoryLog();
    const server = await startServer({}, { log, timings: { drainDeadlineMs: 20_000 } });
    const player = await join(server, await createFamily(server));
    const headers = { Authorization: `Bearer ${player.token}` };
    await using socket = await openRawSocket(server.port, routes.feed(player.familyId, transport), {
      headers,
    });
    await using stream = await RawConnection.open(server.port);
    stream.request(`GET ${routes.feed(player.familyId, "sse")} HTTP/1.1`, HOST);
    await stream.untilText("event: snapshot");
    const letGo = log.hold();
    socket.send(clientFrame(OPCODES.text, '{"type":"attack","commandId":"before","skill":"slash"}'));
    await log.isHolding(1);
    const closing = server.close();
    await stream.untilText("retry: ");
    socket.send(clientFrame(OPCODES.text, '{"type":"attack","commandId":"after","skill":"slash"}'));
    await socket.untilText('"type":"error","commandId":"after","code":"unavailable"');
    letGo();
    expect(await closeCodeOf(socket)).toBe(1012);
    expect(socket.received).toMatch(/"type":"outcome","commandId":"before"/);
    socket.send(clientFrame(OPCODES.close, Buffer.from([0x03, 0xf4])));
    await closing;
  });

  it("refuses in words what comes over a connection that was already there", async () => {
    const server = await startServer({}, { timings: { drainGraceMs: 5_000 } });
    await using connection = await RawConnection.open(server.port);
    await connection.request("GET /healthz HTTP/1.1", HOST).untilText('"ok"');
    const closing = server.close();
    connection.request("GET /healthz HTTP/1.1", HOST);
    const received = await connection.ended();
    expect(received).toMatch(/HTTP\/1\.1 503 [^]*"code":"unavailable"/);
    expect(received).toMatch(/^retry-after: 1\r$/im);
    expect(received).toMatch(/^connection: close\r$/im);
    await closing;
  });

  it("lets a page load to its end: half of one would be broken when the server is back", async () => {
    const webRoot = await mkdtemp(joinPath(tmpdir(), "hydra-drain-web-"));
    await writeFile(joinPath(webRoot, "index.html"), "<!doctype html>");
    await writeFile(joinPath(webRoot, "style.css"), "a{}");
    const server = await startServer({ webRoot }, { timings: { drainGraceMs: 5_000 } });
    await using connection = await RawConnection.open(server.port);
    await connection.request("GET / HTTP/1.1", HOST).untilText("<!doctype html>");
    const closing = server.close();
    connection.request("GET /style.css HTTP/1.1", HOST);
    const received = await connection.ended();
    expect(received).toMatch(/HTTP\/1\.1 200 OK\r\n[^]*text\/css[^]*a\{\}$/);
    expect(received).toMatch(/^connection: close\r$/im);
    await closing;
    await rm(webRoot, { recursive: true });
  });
});
