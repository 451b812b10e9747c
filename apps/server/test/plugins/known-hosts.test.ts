// By which hosts a server is asked, over raw sockets: what a page whose name leads to this machine's loopback could send is refused.
import { decodeLabAnswer, routes, SOCKET_TRANSPORTS } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily, join } from "../http-player.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection, type RawAnswer } from "../raw-connection.ts";
import { handshakeRequest } from "../raw-socket.ts";
import { ServerProcess } from "../server-process.ts";
import { countOf } from "./raw-attackers.ts";

const EVIL = "evil.example";

interface Asked {
  readonly port: number;
  readonly host: string;
  readonly at?: string;
  readonly path?: string;
}

async function ask({ port, host, at = "127.0.0.1", path = "/healthz" }: Asked): Promise<RawAnswer> {
  await using connection = await RawConnection.open(port, { host: at });
  connection.request(`GET ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close");
  return parseAnswer(await connection.ended());
}

describe.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "::1"],
])("[PR17] on %s", (host, at) => {
  let server: RunningServer;
  let familyId: string;
  let token: string;
  let ports: number[];
  beforeAll(async () => {
    server = await startServer({ host });
    familyId = await createFamily(server);
    ({ token } = await join(server, familyId));
    const { weatherPort, slowPort } = decodeLabAnswer(await (await fetch(server.url + routes.lab)).text());
    ports = [server.port, weatherPort ?? 0, slowPort ?? 0];
  });
  afterAll(() => server.close());

  it.each([
    "127.0.0.1",
    "127.9.9.9",
    "[::1]",
    "[0:0::1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "hydra.localhost",
  ])("the loopback name %s is taken, by every port", async (name) => {
    for (const port of ports) expect((await ask({ port, at, host: `${name}:${port}` })).status).toBe(200);
    expect((await ask({ port: server.port, at, host: name })).status).toBe(200);
  });

  it.each([
    EVIL,
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evillocalhost",
    "128.0.0.1",
    "192.168.1.9",
    "0.0.0.0",
    "[::]",
    "[2001:db8::1]",
    "a",
  ])("another name with the port of the connection is refused: %s", async (name) => {
    for (const port of ports) {
      expectProblem(await ask({ port, at, host: `${name}:${port}` }), "unknown-host");
      expectProblem(await ask({ port, at, host: `${name}:${server.port}` }), "unknown-host");
    }
  });

  it("whatever is asked for, whichever way it takes, also attacks and both sockets", async () => {
    const before = await countOf(server, "hydra_refused_clients_total", "unknown-host");
    const host = `${EVIL}:${server.port}`;
    const feed = routes.feed(familyId, "polling");
    const paths = [
      feed,
      `${feed}?since=`,
      `${routes.feed(familyId, "long-polling")}?holdMs=1`,
      "/",
      "/api/docs",
      "/metrics",
      "/api/nothing",
      routes.lab,
    ];
    for (const path of paths) {
      const answer = await ask({ port: server.port, at, host, path });
      expectProblem(answer, "unknown-host");
      expect(answer.body).toContain("ALLOWED_HOSTS");
      expect(answer.body).not.toContain(EVIL);
    }
    for (const path of [
      routes.attacks(familyId),
      `${routes.attacks(familyId)}?a=`,
      routes.families,
      routes.players(familyId),
    ]) {
      await using connection = await RawConnection.open(server.port, { host: at });
      const body = '{"commandId":"rebound","skill":"slash","name":"x"}';
      const fields = [
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        "Connection: close",
      ];
      // One origin with the page that sends it.
      const own = [
        `Host: ${host}`,
        `Origin: http://${host}`,
        `Hydra-Page: http://${host}`,
        `Authorization: Bearer ${token}`,
      ];
      connection.request(`POST ${path} HTTP/1.1`, ...own, ...fields).send(body);
      expectProblem(parseAnswer(await connection.ended()), "unknown-host");
    }
    for (const transport of SOCKET_TRANSPORTS) {
      await using connection = await RawConnection.open(server.port, { host: at });
      const headers = { Host: host, Origin: `http://${host}` };
      const received = await connection
        .send(handshakeRequest(routes.feed(familyId, transport), headers))
        .ended();
      expectProblem(parseAnswer(received), "unknown-host");
    }
    expect((await countOf(server, "hydra_refused_clients_total", "unknown-host")) - before).toBe(14);
    const ranking = await (await fetch(server.url + feed)).text();
    expect(ranking).toContain('"totalDamage":0');
  });

  it("a proxy's name passes: its port is another", async () => {
    for (const name of ["hydra.example", "hydra.example:443", "hydra.example:8080", "192.168.1.9:81"])
      expect((await ask({ port: server.port, at, host: name })).status).toBe(200);
  });

  it.each([
    "x,y",
    "x;y",
    "x y",
    "a/b",
    "a@b",
    "",
    ":3000",
    "a:b",
    "a:123456",
    "[::1",
    "::1",
    "a%41",
    "ä",
    "http://a",
    "'self'",
    "a:80:80",
  ])("what is no host is refused: %s", async (name) => {
    for (const path of ["/api/docs", "/", routes.time, routes.feed(familyId, "polling")]) {
      const answer = await ask({ port: server.port, at, host: name, path });
      expectProblem(answer, "invalid-body");
    }
  });

  it("[RFC 9112 §3.2] an address in the request's first line names the same host", async () => {
    const own = server.url.replace("http://", "");
    const path = `http://${own}/api/time`;
    expect((await ask({ port: server.port, at, host: own, path })).status).toBe(200);
    expectProblem(
      await ask({ port: server.port, at, host: own, path: `http://${EVIL}/api/time` }),
      "invalid-body",
    );
  });

  it("[PR4] a page of https is not this server's own, which has no TLS", async () => {
    const own = server.url.replace("http://", "");
    for (const [scheme, status] of [
      ["http", 201],
      ["https", 403],
    ] as const)
      for (const more of ["", "?a="]) {
        await using connection = await RawConnection.open(server.port, { host: at });
        const body = '{"name":"x"}';
        const fields = [
          "Content-Type: application/json",
          `Content-Length: ${body.length}`,
          "Connection: close",
        ];
        connection
          .request(
            `POST ${routes.players(familyId)}${more} HTTP/1.1`,
            `Host: ${own}`,
            `Origin: ${scheme}://${own}`,
            ...fields,
          )
          .send(body);
        expect(parseAnswer(await connection.ended()).status).toBe(status);
      }
    for (const transport of SOCKET_TRANSPORTS) {
      await using connection = await RawConnection.open(server.port, { host: at });
      const headers = { Host: own, Origin: `https://${own}` };
      const received = await connection
        .send(handshakeRequest(routes.feed(familyId, transport), headers))
        .ended();
      expectProblem(parseAnswer(received), "forbidden-origin");
    }
  });
});

describe("[PR17] ALLOWED_HOSTS", () => {
  it("takes its names with any port, and no others but the machine's own", async () => {
    await using server = await startServer({ allowedHosts: ["Hydra.example"] });
    const statusOf = async (host: string): Promise<number> => (await ask({ port: server.port, host })).status;
    for (const name of [
      "hydra.example",
      "HYDRA.example.",
      `hydra.example:${server.port}`,
      "hydra.example:443",
      `127.0.0.1:${server.port}`,
      "localhost",
    ])
      expect(await statusOf(name), name).toBe(200);
    for (const name of [EVIL, `${EVIL}:80`, "www.hydra.example", "hydra.example.evil.example", "192.168.1.9"])
      expect(await statusOf(name), name).toBe(421);
  });

  it("on every address takes the addresses too, for which the DNS is not asked", async () => {
    await using server = await startServer({ host: "::", allowedHosts: ["hydra.example"] });
    const statusOf = async (host: string): Promise<number> => (await ask({ port: server.port, host })).status;
    for (const name of ["hydra.example", "10.0.0.9:3000", "[2001:db8::1]:3000", "localhost:3000"])
      expect(await statusOf(name), name).toBe(200);
    for (const name of [EVIL, `${EVIL}:${server.port}`]) expect(await statusOf(name), name).toBe(421);
  });

  it("is not needed on every address", async () => {
    await using server = await startServer({ host: "::" });
    expect((await ask({ port: server.port, host: `hydra.example:${server.port}` })).status).toBe(200);
  });

  it("is named by the log, with the name that arrived", { timeout: 30_000 }, async () => {
    await using server = await ServerProcess.listening({ LOG_LEVEL: "warn" });
    const port = Number(new URL(server.url).port);
    for (let n = 0; n < 5; n += 1) await ask({ port, host: `hydra.test:${port}` });
    server.kill("SIGTERM");
    const { stdout } = await server.exited;
    const lines = stdout.split("\n").filter((line) => line.includes("unknown-host"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("127.0.0.1");
    expect(lines[0]).toContain("ALLOWED_HOSTS=hydra.test");
  });
});
