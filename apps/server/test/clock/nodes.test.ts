// Several nodes on one log in JetStream, whose machines' clocks differ by hours and are set while they run.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "@hydra/engine";
import { afterAll, beforeAll, expect, it } from "vitest";
import { JetStreamLog } from "../../src/log/jetstream/jetstream-log.ts";
import { NatsServer } from "../../src/nats/nats-servers.ts";
import { readAll } from "../log/contract/log-home.ts";
import { ServerProcess } from "../server-process.ts";
import { challenge, defeat, expectCooldownToEnd, timeOf, untilRespawned } from "./duel.ts";
import { makeShiftedClock, type ShiftedClock } from "../../src/testing/shifted-clock.ts";

const HOUR = 3_600;
const YEAR = 365 * 24 * HOUR;

let nats: NatsServer;
const clocks: ShiftedClock[] = [];
beforeAll(async () => {
  for (let n = 0; n < 3; n += 1) clocks.push(makeShiftedClock());
  nats = await NatsServer.start();
});
afterAll(async () => {
  for (const clock of clocks) clock[Symbol.dispose]();
  await nats[Symbol.asyncDispose]();
});

async function entriesOf(stream: string): Promise<readonly Entry[]> {
  const log = await JetStreamLog.open({ nats: { servers: [nats.address] }, stream });
  const entries = await readAll(log);
  await log.close();
  return entries;
}

it("[EL35] nodes whose clocks differ by hours, or are set by a year, share one time that goes on as real time does", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "hydra-nodes-"));
  const start = (clock: ShiftedClock | undefined): ReturnType<typeof ServerProcess.listening> =>
    ServerProcess.listening({
      DATA_DIR: dataDir,
      EVENT_LOG: `nats://${nats.address}`,
      LOG_STREAM: "CLOCKS",
      SESSION_SECRET: "a secret that only this test knows, long enough",
      ...clock?.env,
    });
  const [late, early, later] = clocks;
  late?.set(HOUR);
  early?.set(-HOUR);
  await using first = await start(late);
  await using second = await start(early);
  const startedAt = performance.now();
  const [player, defeated] = [await challenge(first), await challenge(second, 1)];
  await defeat(first, defeated);
  await expectCooldownToEnd([first, second, first, second], player);

  // A year ahead, while it runs and as it starts; and back.
  late?.set(YEAR);
  later?.set(YEAR);
  await using third = await start(later);
  await expectCooldownToEnd([third, second, first, third], player);
  late?.set(-YEAR);
  later?.set(0);
  await expectCooldownToEnd([first, second, third], player);
  await untilRespawned(second, defeated);

  // The clock of the node that began the log: set ahead once, and back once.
  const metrics = await (await fetch(`${first.url}/metrics`)).text();
  expect(metrics).toMatch(/^hydra_log_clock_steps_total\{direction="ahead"\} 1$/m);
  expect(metrics).toMatch(/^hydra_log_clock_steps_total\{direction="back"\} 1$/m);
  const times = await Promise.all([first, second, third].map((server) => timeOf(server)));
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(10_000);
  const at = (await entriesOf("CLOCKS")).map((entry) => entry.at);
  const tookMs = performance.now() - startedAt;
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  const span = (at.at(-1) ?? 0) - (at[0] ?? 0);
  expect(span).toBeGreaterThan(8_000);
  expect(span).toBeLessThan(tookMs);
  rmSync(dataDir, { recursive: true });
}, 120_000);
