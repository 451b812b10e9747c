// Watchers whose connections the server ends, over raw sockets: a figure and a line in the log for each reason.
import { routes, SOCKET_TRANSPORTS } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { startServer } from "../../src/index.ts";
import { createFamily } from "../http-player.ts";
import { clientFrame, closeCodeOf, OPCODES, openRawSocket } from "../raw-socket.ts";
import { ServerProcess } from "../server-process.ts";
import { countOf, METRICS_TOKEN } from "./raw-attackers.ts";

const FIGURE = "hydra_dropped_watchers_total";
const NONSENSE = Buffer.concat(Array.from({ length: 150 }, () => clientFrame(OPCODES.text, "{}")));
const cases = SOCKET_TRANSPORTS.flatMap((transport) =>
  ["127.0.0.1", "::1"].map((host) => [transport, host] as const),
);

describe.each(cases)("[PR18] a watcher by %s from %s", (transport, host) => {
  it("that answers no ping is counted when it is cut", async () => {
    await using server = await startServer(
      { host: "::", metricsToken: METRICS_TOKEN },
      { timings: { pingIntervalMs: 60 } },
    );
    const path = routes.feed(await createFamily(server), transport);
    await using connection = await openRawSocket(server.port, path, { host });
    await connection.ended();
    expect(await countOf(server, FIGURE, "silent")).toBe(1);
  });

  it("that goes on sending what is refused is counted when it is closed", async () => {
    await using server = await startServer({ host: "::", metricsToken: METRICS_TOKEN });
    const path = routes.feed(await createFamily(server), transport);
    await using connection = await openRawSocket(server.port, path, { host });
    expect(await closeCodeOf(connection.send(NONSENSE))).toBe(1_008);
    expect(await countOf(server, FIGURE, "abusive")).toBe(1);
  });
});

it(
  "[PR18] has a line in the log with its address, once for all of one client",
  { timeout: 30_000 },
  async () => {
    await using server = await ServerProcess.listening({ LOG_LEVEL: "warn", RATE_LIMIT: "100" });
    const path = routes.feed(await createFamily(server), "websocket");
    for (let n = 0; n < 3; n += 1) {
      await using connection = await openRawSocket(Number(new URL(server.url).port), path);
      await closeCodeOf(connection.send(NONSENSE));
    }
    server.kill("SIGTERM");
    const { stdout } = await server.exited;
    const lines = stdout.split("\n").filter((line) => line.includes("Dropped a watcher"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("of 127.0.0.1 by websocket as abusive");
  },
);
