// The scheme by which an attack was asked for, as a trusted proxy gives it: a real server process, a real OTLP/HTTP receiver.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { routes } from "@hydra/protocol";
import { expect, it } from "vitest";
import { createFamily, join } from "../http-player.ts";
import { ServerProcess } from "../server-process.ts";
import { Collector } from "./collector.ts";

const ROUTE = "POST /api/families/:familyId/attacks";

it.each([
  ["a trusted proxy's https", "127.0.0.1", "https", "https"],
  ["a trusted proxy's last", "127.0.0.1", "http, HTTPS", "https"],
  ["a trusted proxy's http", "127.0.0.1", "https, http", "http"],
  ["nothing that is no scheme", "127.0.0.1", "https://x", "http"],
  ["nothing of a client's", "192.0.2.1", "https", "http"],
])("[TR2] a span's url.scheme is %s", { timeout: 60_000 }, async (...[, trusted, forwarded, scheme]) => {
  const dataDir = mkdtempSync(pathOf(tmpdir(), "hydra-scheme-"));
  await using collector = await Collector.listen();
  await using server = await ServerProcess.listening({
    DATA_DIR: dataDir,
    TRUST_PROXY: trusted,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_BSP_SCHEDULE_DELAY: "50",
  });
  const player = await join(server, await createFamily(server));
  for (const query of ["", "?a="]) {
    const answer = await fetch(server.url + routes.attacks(player.familyId) + query, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${player.token}`,
        "x-forwarded-proto": forwarded,
      },
      body: JSON.stringify({ commandId: randomBytes(8).toString("hex"), skill: "slash" }),
    });
    expect(answer.status).toBe(200);
  }
  const spans = await collector.received(ROUTE, { count: 2 });
  expect(spans.map(({ attributes }) => attributes["url.scheme"])).toEqual([scheme, scheme]);
  rmSync(dataDir, { recursive: true, force: true });
});
