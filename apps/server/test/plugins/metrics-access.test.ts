// Who may read the metrics, over raw sockets.
import { afterEach, describe, expect, it } from "vitest";
import type { Config } from "../../src/config.ts";
import { startServer, type RunningServer } from "../../src/index.ts";
import { freePorts } from "../../src/nats/free-ports.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection, type RawAnswer } from "../raw-connection.ts";

const TOKEN = "a token of the metrics";
const metricsToken = TOKEN.replaceAll(" ", "-");

async function ask(port: number, fields: readonly string[] = [], at = "127.0.0.1"): Promise<RawAnswer> {
  await using connection = await RawConnection.open(port, { host: at });
  connection.request("GET /metrics HTTP/1.1", "Host: 127.0.0.1", "Connection: close", ...fields);
  return parseAnswer(await connection.ended());
}

function expectMetrics(answer: RawAnswer): void {
  expect(answer.status).toBe(200);
  expect(answer.contentType).toMatch(/^text\/plain/);
  expect(answer.headers).toMatch(/^cache-control: no-store\r?$/im);
  expect(answer.headers).not.toMatch(/^www-authenticate/im);
}

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(overrides: Partial<Config>): Promise<number> {
  server = await startServer(overrides);
  return server.port;
}

describe("[PR8] metrics", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
  ])("are open on %s", async (host, at) => {
    expectMetrics(await ask(await start({ host }), [], at));
  });

  it.each([
    ["0.0.0.0", "127.0.0.1"],
    ["::", "127.0.0.1"],
    ["::", "::1"],
  ])("are closed on %s without a token or a port, also from %s", async (host, at) => {
    const answer = await ask(await start({ host }), [], at);
    expectProblem(answer, "unauthenticated");
    expect(answer.headers).toMatch(/^www-authenticate: Bearer\r?$/im);
    expect(answer.body).toContain("METRICS_TOKEN");
  });

  it.each(["127.0.0.1", "0.0.0.0"])("are read on %s by a client with the token", async (host) => {
    const port = await start({ host, metricsToken });
    expectMetrics(await ask(port, [`Authorization: Bearer ${metricsToken}`]));
    for (const wrong of [
      [],
      ["Authorization: Bearer x"],
      [`Authorization: ${metricsToken}`],
      [`Authorization: Bearer ${metricsToken}x`],
      ["Authorization: Bearer "],
    ])
      expectProblem(await ask(port, wrong), "unauthenticated");
  });

  it.each(["127.0.0.1", "0.0.0.0"])(
    "have a port of their own on %s, and are then not on the other",
    async (host) => {
      const [metricsPort = 0] = await freePorts(1, "127.0.0.1");
      const port = await start({ host, metricsPort });
      expectMetrics(await ask(metricsPort));
      expectProblem(await ask(port), "not-found");
      await using connection = await RawConnection.open(metricsPort);
      connection.request("GET /api/families HTTP/1.1", "Host: 127.0.0.1", "Connection: close");
      expectProblem(parseAnswer(await connection.ended()), "not-found");
    },
  );

  it("[PR17] have a port that answers for loopback names only, and with the token where there is one", async () => {
    const [metricsPort = 0] = await freePorts(1, "127.0.0.1");
    await start({ metricsPort, metricsToken });
    const fields = [`Authorization: Bearer ${metricsToken}`];
    expectMetrics(await ask(metricsPort, fields));
    expectProblem(await ask(metricsPort), "unauthenticated");
    await using connection = await RawConnection.open(metricsPort);
    connection.request(
      "GET /metrics HTTP/1.1",
      `Host: evil.example:${metricsPort}`,
      "Connection: close",
      ...fields,
    );
    expectProblem(parseAnswer(await connection.ended()), "unknown-host");
  });
});

describe("[PR8] the metrics' own port", () => {
  const GET = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

  async function startApart(): Promise<number> {
    const [metricsPort = 0] = await freePorts(1, "127.0.0.1");
    await start({ metricsPort });
    return metricsPort;
  }

  it("gives a connection one answer, and ends one that does not wait for it", async () => {
    const port = await startApart();
    await using patient = await RawConnection.open(port);
    patient.send(GET);
    expectMetrics(parseAnswer(await patient.ended()));
    await using flood = await RawConnection.open(port);
    flood.send(GET.repeat(1_000));
    expect((await flood.ended().catch(() => "")).match(/^HTTP\/1\.1 200/gm)?.length ?? 0).toBeLessThanOrEqual(
      1,
    );
    expectMetrics(await ask(port));
  });

  it("keeps room for others when one address holds all it may have", async () => {
    const port = await startApart();
    const held = await Promise.all(
      Array.from({ length: 64 }, () => RawConnection.open(port, { localAddress: "127.0.0.2" })),
    );
    for (const connection of held) connection.send("GET /metrics HTTP/1.1\r\n");
    expectMetrics(await ask(port));
    for (const connection of held) await connection[Symbol.asyncDispose]();
  });
});
