// Handshakes at `/mqtt` of the served product that are refused: each with a whole problem, like those of every other socket.
import { decodeLabAnswer, routes, type ErrorCode } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily } from "../http-player.ts";
import { ServerProcess } from "../server-process.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection, type RawAnswer, type RawPlace } from "../raw-connection.ts";
import { handshakeRequest } from "../raw-socket.ts";
import { countOf } from "../plugins/raw-attackers.ts";
import { MQTT_PATH, MqttSocket } from "./mqtt-socket.ts";

const MQTT = { "Sec-WebSocket-Protocol": "mqtt" };

interface Asked {
  readonly port: number;
  readonly path?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly place?: RawPlace;
}

/** The first answer; of one that is taken the 101. */
async function ask({ port, path = MQTT_PATH, headers = {}, place = {} }: Asked): Promise<RawAnswer> {
  await using connection = await RawConnection.open(port, place);
  connection.send(handshakeRequest(path, { ...MQTT, ...headers }));
  const isOver = (text: string): boolean => parseAnswer(text).isWhole || text.startsWith("HTTP/1.1 101");
  return parseAnswer(await connection.until((text) => text.includes("\r\n\r\n") && isOver(text)));
}

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ allowedOrigins: ["https://friend.example"] });
});
afterAll(() => server.close());

describe("[PR100] a handshake at /mqtt", () => {
  it.each<[string, Asked["headers"], string?]>([
    ["with the subprotocol alone", {}],
    ["with others before it", { "Sec-WebSocket-Protocol": "mqttv3.1, mqtt" }],
    ["of an allowed origin", { Origin: "https://friend.example" }],
    ["with a lane and a capture", {}, "?lane=a&capture=bbbbbbbbbbbbbbbbbbbbbb"],
  ])("%s is taken, and answered mqtt", async (_what, headers = {}, query = "") => {
    const { status, headers: fields } = await ask({ port: server.port, path: MQTT_PATH + query, headers });
    expect(status).toBe(101);
    expect(fields).toMatch(/^sec-websocket-protocol: mqtt\r?$/im);
    expect(fields).not.toMatch(/^sec-websocket-extensions:/im);
  });

  it("of the server's own pages is taken, by every port", async () => {
    const { weatherPort } = decodeLabAnswer(await (await fetch(server.url + routes.lab)).text());
    for (const port of [server.port, weatherPort ?? 0]) {
      const headers = { Host: `127.0.0.1:${port}`, Origin: server.url };
      expect((await ask({ port, headers })).status).toBe(101);
    }
  });

  const protocol = (value: string | undefined): Partial<Asked> => ({
    headers: { "Sec-WebSocket-Protocol": value },
  });
  const origin = (value: string): Partial<Asked> => ({ headers: { Origin: value } });
  const query = (value: string): Partial<Asked> => ({ path: `${MQTT_PATH}?${value}` });
  it.each<[string, ErrorCode, Partial<Asked>]>([
    ["without the subprotocol", "invalid-body", protocol(undefined)],
    ["with another subprotocol", "invalid-body", protocol("mqttv3.1")],
    ["with some that only look like it", "invalid-body", protocol("mqtt5, xmqtt")],
    ["of another origin", "forbidden-origin", origin("https://evil.example")],
    [
      "of one that begins like an allowed one",
      "forbidden-origin",
      origin("https://friend.example.evil.example"),
    ],
    ["of a document without an origin", "forbidden-origin", origin("null")],
    ["with a lane that is none", "invalid-body", query("lane=a%20b")],
    ["with two lanes", "invalid-body", query("lane=a&lane=b")],
    ["with a capture that is none", "invalid-body", query("capture=%00")],
  ])("%s is refused: %s", async (_what, code, asked) => {
    expectProblem(await ask({ port: server.port, ...asked }), code);
  });

  it.each(["/mqtt/", "/mqtt/x", "/MQTT", "//mqtt", "/mqtt%2F", "/api/mqtt"])(
    "[PR30] is found at /mqtt alone, not at %s",
    async (path) => {
      expectProblem(await ask({ port: server.port, path }), "not-found");
    },
  );

  it("[PR17] by a name that leads here is refused, by every port", async () => {
    const before = await countOf(server, "hydra_refused_clients_total", "unknown-host");
    const { weatherPort, slowPort } = decodeLabAnswer(await (await fetch(server.url + routes.lab)).text());
    const ports = [server.port, weatherPort ?? 0, slowPort ?? 0];
    for (const port of ports) {
      const host = `evil.example:${port}`;
      const answer = await ask({ port, headers: { Host: host, Origin: `http://${host}` } });
      expectProblem(answer, "unknown-host");
      expect(answer.body).not.toContain("evil.example");
    }
    expect((await countOf(server, "hydra_refused_clients_total", "unknown-host")) - before).toBe(
      ports.length,
    );
  });

  it("[PR17] is taken by the names of ALLOWED_HOSTS, and by no others", async () => {
    await using named = await startServer({
      host: "0.0.0.0",
      metricsPort: 0,
      allowedHosts: ["hydra.example"],
      isLab: false,
    });
    expect((await ask({ port: named.port, headers: { Host: "hydra.example" } })).status).toBe(101);
    expectProblem(await ask({ port: named.port, headers: { Host: "other.example" } }), "unknown-host");
  });
});

describe("[PR19] connections at /mqtt", () => {
  const MAX = 5;
  const place = { localAddress: "127.0.1.1" };

  it("count with all others of their address, and one too many is refused with the reason", async () => {
    await using limited = await startServer({ maxConnectionsPerAddress: MAX });
    const { weatherPort } = decodeLabAnswer(await (await fetch(limited.url + routes.lab)).text());
    const open: RawConnection[] = [];
    for (let n = 0; n < MAX; n += 1) {
      const connection = await RawConnection.open(limited.port, place);
      open.push(connection);
      const request =
        n % 2 === 0 ? handshakeRequest(MQTT_PATH, MQTT) : "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
      await connection.send(request).untilText("\r\n\r\n");
    }
    for (const port of [limited.port, weatherPort ?? 0]) {
      const answer = await ask({ port, place });
      expectProblem(answer, "rate-limited");
      expect(answer.headers).toMatch(/^retry-after: 1\r?$/im);
    }
    expect((await ask({ port: limited.port })).status).toBe(101);
    await open[0]?.[Symbol.asyncDispose]();
    await expect.poll(async () => (await ask({ port: limited.port, place })).status).toBe(101);
    for (const connection of open) await connection[Symbol.asyncDispose]();
  });

  it("of clients behind a trusted proxy count each for its own", async () => {
    await using limited = await startServer({ maxConnectionsPerAddress: MAX, trustProxy: ["127.0.1.0/24"] });
    const of = (client: string): Record<string, string> => ({ ...MQTT, "X-Forwarded-For": client });
    const open: RawConnection[] = [];
    for (let n = 0; n < MAX; n += 1) {
      const connection = await RawConnection.open(limited.port, place);
      open.push(connection);
      await connection.send(handshakeRequest(MQTT_PATH, of(`2001:db8::${n + 1}`))).untilText("\r\n\r\n");
    }
    const answer = await ask({ port: limited.port, place, headers: of("2001:db8::9") });
    expectProblem(answer, "rate-limited");
    expect((await ask({ port: limited.port, place, headers: of("2001:db8:0:1::1") })).status).toBe(101);
    for (const connection of open) await connection[Symbol.asyncDispose]();
    await expect
      .poll(async () => (await ask({ port: limited.port, place, headers: of("2001:db8::9") })).status)
      .toBe(101);
  });
});

describe("[PR181] clients of the broker", () => {
  it("are bounded in all, and one too many is refused, counted, and a line in the log", async () => {
    await using served = await ServerProcess.listening({ MQTT_CLIENTS: "1", LOG_LEVEL: "info" });
    const port = Number(new URL(served.url).port);
    await using connection = await RawConnection.open(port);
    await connection.send(handshakeRequest(MQTT_PATH, MQTT)).untilText("\r\n\r\n");
    expectProblem(await ask({ port }), "rate-limited");
    const metrics = await (await fetch(`${served.url}/metrics`)).text();
    expect(metrics).toContain('hydra_refused_clients_total{code="rate-limited"} 1\n');
    served.kill("SIGTERM");
    expect((await served.exited).stdout).toContain(
      "as rate-limited: more than MQTT_CLIENTS=1 clients of the broker",
    );
  });
});

describe("[PR33] a server that stops", () => {
  it("refuses a handshake at /mqtt over a connection that was there", async () => {
    const stopping = await startServer({}, { timings: { drainGraceMs: 5_000 } });
    await using connection = await RawConnection.open(stopping.port);
    await connection.request("GET /healthz HTTP/1.1", "Host: 127.0.0.1").untilText('"ok"');
    const before = connection.received.length;
    const closing = stopping.close();
    connection.send(handshakeRequest(MQTT_PATH, MQTT));
    const received = (await connection.ended()).slice(before);
    expectProblem(parseAnswer(received), "unavailable");
    await closing;
  });
});

describe("[PR101] MESSAGING=0", () => {
  it("has neither /mqtt nor an address of a broker, and everything else", async () => {
    await using plain = await startServer({ messaging: { type: "off" } });
    const familyId = await createFamily(plain);
    expectProblem(await ask({ port: plain.port }), "not-found");
    for (const path of [MQTT_PATH, routes.messaging, `${routes.messaging}?familyId=${familyId}`]) {
      const answer = await fetch(plain.url + path);
      const contentType = answer.headers.get("content-type") ?? undefined;
      expectProblem({ status: answer.status, contentType, body: await answer.text() }, "not-found");
    }
    expect((await fetch(plain.url + routes.feed(familyId, "polling"))).status).toBe(200);
    await expect(MqttSocket.open(plain.url)).rejects.toThrow();
  });
});
