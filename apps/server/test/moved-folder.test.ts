// The server as it is started in earnest, its data folder taken away while it serves.
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { decodePlayerAnswer, routes, type JoinAnswer } from "@hydra/protocol";
import { expect, it } from "vitest";
import { attack, createFamily, join as joinFamily, type Listening } from "./http-player.ts";
import { ServerProcess } from "./server-process.ts";

/** Waits until an attack is answered by `status`, and returns how long that took and how many were answered otherwise. */
async function untilAnswered(
  server: Listening,
  player: JoinAnswer,
  { name, status }: { name: string; status: number },
): Promise<{ others: number; body: unknown }> {
  for (let others = 0; ; others += 1) {
    const answer = await attack(server, player, { commandId: `${name}-${others}` });
    const body: unknown = await answer.json();
    if (answer.status === status) return { others, body };
    await wait(20);
  }
}

async function hitsOf(server: Listening, { familyId, token }: JoinAnswer): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return decodePlayerAnswer(await (await fetch(`${server.url}${routes.me(familyId)}`, { headers })).text())
    .hits;
}

it("[EL29] a renamed data folder: 503, in words everywhere, and on by itself when it is back", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "hydra-moved-"));
  await using server = await ServerProcess.listening({ DATA_DIR: dataDir, LOG_LEVEL: "info" });
  const player = await joinFamily(server, await createFamily(server));
  await untilAnswered(server, player, { name: "before", status: 200 });

  renameSync(dataDir, `${dataDir}-away`);
  const refused = await untilAnswered(server, player, { name: "away", status: 503 });
  expect(refused.others).toBe(0);
  expect(refused.body).toMatchObject({ code: "unavailable" });
  const ready = await fetch(`${server.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    status: "not-ready",
    log: "unreachable",
    reason: "the data folder is not the one that was opened",
  });
  // What is shown is what was acknowledged.
  expect(await hitsOf(server, player)).toBe(1);

  renameSync(`${dataDir}-away`, dataDir);
  await untilAnswered(server, player, { name: "back", status: 200 });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain(
    'hydra_log_outages_total{reason="the data folder is not the one that was opened"} 1\n',
  );
  const hits = await hitsOf(server, player);
  server.kill("SIGTERM");
  const { code, stdout } = await server.exited;
  expect(code).toBe(0);
  expect(stdout).toMatch(/"level":40,.*hydra\.db is gone/);
  expect(stdout).toMatch(/"level":30,.*the event log can be reached again/);

  await using again = await ServerProcess.listening({ DATA_DIR: dataDir });
  expect(await hitsOf(again, player)).toBe(hits);
  rmSync(dataDir, { recursive: true });
});
