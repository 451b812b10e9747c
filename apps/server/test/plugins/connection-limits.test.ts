// MAX_CONNECTIONS_PER_ADDRESS over raw sockets: only a client with one too many is refused.
import { connect } from "node:net";
import { decodeLabAnswer, routes, SOCKET_TRANSPORTS } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { startServer } from "../../src/index.ts";
import { createFamily, type Listening } from "../http-player.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection, type RawAnswer, type RawPlace } from "../raw-connection.ts";
import { handshakeRequest } from "../raw-socket.ts";
import { countOf, METRICS_TOKEN } from "./raw-attackers.ts";

const MAX = 5;

/** Connections that have been answered, and stay. */
class Crowd implements AsyncDisposable {
  readonly connections: RawConnection[] = [];

  async grow(port: number, count: number, place: RawPlace = {}): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const connection = await RawConnection.open(port, place);
      this.connections.push(connection);
      await connection.request("GET /healthz HTTP/1.1", "Host: a").untilText('"ok"');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.connections) await connection[Symbol.asyncDispose]();
  }
}

interface Ask {
  readonly port: number;
  readonly path: string;
  readonly place?: RawPlace;
  readonly fields?: readonly string[];
}

/** What a new connection is answered before it is closed. */
async function askLast({ port, path, place = {}, fields = [] }: Ask): Promise<RawAnswer> {
  await using connection = await RawConnection.open(port, place);
  return parseAnswer(await connection.request(`GET ${path} HTTP/1.1`, "Host: a", ...fields).ended());
}

async function weatherPort({ url }: Listening): Promise<number> {
  return decodeLabAnswer(await (await fetch(url + routes.lab)).text()).weatherPort ?? 0;
}

describe.each([
  ["127.0.0.1", { host: "127.0.0.1", localAddress: "127.0.1.1" }],
  ["::", { host: "127.0.0.1", localAddress: "127.0.1.1" }],
  ["::", { host: "::1" }],
])("[PR19] on %s, of a client at %o", (host, place) => {
  it("one too many is refused with the reason, over HTTP and both sockets, by the server's port and the lab's", async () => {
    await using server = await startServer({
      host,
      metricsToken: METRICS_TOKEN,
      maxConnectionsPerAddress: MAX,
    });
    // By another address than those that are counted here.
    const ipv4 = { url: `http://127.0.0.1:${server.port}` };
    const weather = await weatherPort(ipv4);
    const familyId = await createFamily(ipv4);
    await using crowd = new Crowd();
    await crowd.grow(server.port, MAX - 2, place);
    await crowd.grow(weather, 2, place);
    for (const port of [server.port, weather]) {
      for (const path of [
        routes.time,
        routes.feed(familyId, "polling"),
        routes.feed(familyId, "sse"),
        "/api/nothing",
      ]) {
        const answer = await askLast({ port, path, place });
        expectProblem(answer, "rate-limited");
        expect(answer.headers).toMatch(/^retry-after: 1\r?$/im);
        expect(answer.body).toContain("Too many connections");
      }
      for (const transport of SOCKET_TRANSPORTS) {
        await using connection = await RawConnection.open(port, place);
        const received = await connection.send(handshakeRequest(routes.feed(familyId, transport))).ended();
        expectProblem(parseAnswer(received), "rate-limited");
      }
    }
    expect(await countOf(ipv4, "hydra_refused_clients_total", "rate-limited")).toBe(12);

    // Whose connection has ended may open another.
    await crowd.connections.pop()?.[Symbol.asyncDispose]();
    await expect
      .poll(
        async () =>
          (await askLast({ port: server.port, path: "/healthz", place, fields: ["Connection: close"] }))
            .status,
      )
      .toBe(200);
  });
});

describe("[PR19]", () => {
  it("a page can read why, from the lab's port", async () => {
    await using server = await startServer({ maxConnectionsPerAddress: MAX });
    const weather = await weatherPort(server);
    await using crowd = new Crowd();
    const place = { localAddress: "127.0.1.1" };
    await crowd.grow(weather, MAX, place);
    await using connection = await RawConnection.open(weather, place);
    connection.request("GET /api/time HTTP/1.1", `Host: 127.0.0.1:${weather}`, `Origin: ${server.url}`);
    const answer = parseAnswer(await connection.ended());
    expectProblem(answer, "rate-limited");
    expect(answer.headers).toMatch(new RegExp(`^access-control-allow-origin: ${server.url}\r?$`, "im"));
  });

  it("another address, and a /64 of IPv6, have their own", async () => {
    await using server = await startServer({ host: "::", maxConnectionsPerAddress: MAX });
    await using crowd = new Crowd();
    for (const localAddress of ["127.0.1.1", "127.0.1.2"])
      await crowd.grow(server.port, MAX, { localAddress });
    await crowd.grow(server.port, MAX, { host: "::1" });
    expectProblem(
      await askLast({ port: server.port, path: "/healthz", place: { host: "::1" } }),
      "rate-limited",
    );
  });

  it("what comes while many answers are outstanding is cut, and counted", async () => {
    await using server = await startServer({ maxConnectionsPerAddress: MAX });
    await using crowd = new Crowd();
    const place = { localAddress: "127.0.1.1" };
    await crowd.grow(server.port, MAX, place);
    let ended = 0;
    const silent = Array.from({ length: 100 }, () =>
      connect({ port: server.port, host: "127.0.0.1", ...place })
        // Reset, some before they noticed that they were connected.
        .on("error", () => undefined)
        .once("close", () => (ended += 1)),
    );
    await expect.poll(() => ended).toBe(36);
    expect(await countOf(server, "hydra_refused_clients_total", "rate-limited")).toBe(100);
    await crowd.grow(server.port, 1, { localAddress: "127.0.1.2" });
    for (const socket of silent) socket.destroy();
  });

  it("clients behind a trusted proxy are counted by their streams, polls and sockets, each its own", async () => {
    await using server = await startServer({ maxConnectionsPerAddress: MAX, trustProxy: ["127.0.1.0/24"] });
    const familyId = await createFamily(server);
    const place = { localAddress: "127.0.1.1" };
    const of = (client: string): string => `X-Forwarded-For: ${client}`;
    const snapshot = await fetch(server.url + routes.feed(familyId, "polling"));
    const since = snapshot.headers.get("etag")?.replaceAll('"', "");
    await using crowd = new Crowd();
    const open = async (path: string, client: string, expected: string): Promise<RawConnection> => {
      const connection = await RawConnection.open(server.port, place);
      crowd.connections.push(connection);
      connection.request(`GET ${path} HTTP/1.1`, "Host: a", of(client));
      if (expected !== "") await connection.untilText(expected);
      return connection;
    };
    await open(routes.feed(familyId, "sse"), "2001:db8::1", "event: snapshot");
    await open(routes.feed(familyId, "sse"), "2001:db8::2", "event: snapshot");
    const poll = `${routes.feed(familyId, "long-polling")}?since=${since}`;
    await open(poll, "2001:db8::3", "");
    await open(`${poll}&holdMs=30000`, "2001:db8::4", "");
    const socket = await RawConnection.open(server.port, place);
    crowd.connections.push(socket);
    const headers = { "X-Forwarded-For": "2001:db8::5" };
    await socket.send(handshakeRequest(routes.feed(familyId, "websocket"), headers)).untilText('"snapshot"');
    const ask = (client: string): Promise<RawAnswer> =>
      askLast({ port: server.port, path: "/healthz", place, fields: [of(client), "Connection: close"] });
    // The polls are parked by now, or will be.
    await expect.poll(async () => (await ask("2001:db8::6")).status).toBe(429);
    for (let n = 0; n < 10; n += 1) expect((await ask(`2001:db8:0:${n + 1}::1`)).status).toBe(200);
    for (const transport of SOCKET_TRANSPORTS) {
      await using one = await RawConnection.open(server.port, place);
      const refused = await one.send(handshakeRequest(routes.feed(familyId, transport), headers)).ended();
      expectProblem(parseAnswer(refused), "rate-limited");
    }
    for (const connection of crowd.connections.splice(0)) await connection[Symbol.asyncDispose]();
    for (let n = 0; n < 2 * MAX; n += 1)
      await expect.poll(async () => (await ask("2001:db8::6")).status).toBe(200);
  });
});
