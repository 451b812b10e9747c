// A cluster that is not as it should be: EL30–EL32 and EL36 of src/log/SPEC.md, against a real nats-server.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { StorageType, type StreamConfig } from "@nats-io/jetstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LogOpenError, LogUnavailableError } from "../../../src/log/event-log.ts";
import { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { logStreamConfig } from "../../../src/log/jetstream/stream-layout.ts";
import { freePorts } from "../../../src/nats/free-ports.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { ServerProcess } from "../../server-process.ts";
import { appendAll, readAll, testEvent, testEvents, untilStatus } from "../contract/log-home.ts";
import { createJetStreamHome } from "./jetstream-home.ts";

let server: NatsServer;
let dataDir: string;
beforeAll(async () => {
  server = await NatsServer.start();
  dataDir = await mkdtemp(join(tmpdir(), "hydra-bad-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

const SESSION_SECRET = "a secret that only this test knows, long enough";

describe("a stream that was not made by the server", () => {
  it.each<[string, Partial<StreamConfig>]>([
    ["storage", { storage: StorageType.Memory }],
    ["max_age", { max_age: 3_600_000_000_000 }],
    ["subjects", { subjects: ["another.>"] }],
    ["deny_delete", { deny_delete: false }],
    ["max_msgs_per_subject", { max_msgs_per_subject: 5 }],
  ])("[EL31] stops the start with one line that names %s, and keeps it as it is", async (field, other) => {
    await using home = await createJetStreamHome(server);
    await home.manager.streams.add({ ...logStreamConfig(home.stream, 1), ...other });
    const opening = home.open();
    await expect(opening).rejects.toThrow(LogOpenError);
    await expect(opening).rejects.toThrow(
      new RegExp(`^The stream ${home.stream} was made with other settings: ${field} is `),
    );
    expect((await home.manager.streams.info(home.stream)).config).toMatchObject(other);
  });

  it("[EL31] may have limits of the operator's, and refuses what exceeds them; nothing is lost", async () => {
    await using home = await createJetStreamHome(server);
    const first = await home.open();
    await first.close();
    await home.manager.streams.update(home.stream, { max_bytes: 20_000 });
    const log = await home.open();
    const entries = [];
    let refusal: unknown;
    for (let n = 0; n < 1_000 && refusal === undefined; n += 1) {
      const [result] = await Promise.allSettled([appendAll(log, [testEvent(n)])]);
      if (result.status === "fulfilled") entries.push(...result.value);
      else refusal = result.reason;
    }
    expect(refusal).toBeInstanceOf(LogUnavailableError);
    expect(log.status).toBe("unreachable");
    expect(await readAll(log)).toEqual(entries);
    await home.manager.streams.update(home.stream, { max_bytes: 2_000_000 });
    await untilStatus(log, "ready");
    entries.push(...(await appendAll(log, testEvents(10, 2_000))));
    expect(await readAll(log)).toEqual(entries);
  });
});

describe("a way in that is not one", () => {
  it("[EL32] wrong credentials stop the start with one line without them, right ones do not", async () => {
    await using guarded = await NatsServer.start({ args: ["--user", "hydra", "--pass", "right-password"] });
    const open = (pass: string) =>
      JetStreamLog.open({ nats: { servers: [guarded.address], user: "hydra", pass }, stream: "HYDRA" });
    const opening = open("wrong-password");
    await expect(opening).rejects.toThrow(LogOpenError);
    await expect(opening).rejects.toThrow(/^(?!.*password)The NATS server refuses these credentials/);
    const log = await open("right-password");
    await log.append(testEvent(0));
    await log.close();
    await using process = new ServerProcess({
      EVENT_LOG: `nats://hydra:wrong-password@${guarded.address}`,
      SESSION_SECRET,
      DATA_DIR: dataDir,
      PORT: "0",
    });
    const { code, stderr } = await process.exited;
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(/^EVENT_LOG: (?!.*password).*refuses these credentials[^\n]*$/);
  });

  it("[EL32] a credentials file that is not there stops the start with one line", async () => {
    const nats = { servers: [server.address], credsFile: "/nowhere/hydra.creds" };
    await expect(JetStreamLog.open({ nats, stream: "HYDRA" })).rejects.toThrow(
      /^NATS_CREDS cannot be read: [^\n]*$/,
    );
  });

  it("[EL32] a server that starts first waits, reports it, and serves when the cluster is there", async () => {
    const [natsPort = 0, port = 0] = await freePorts(2, "127.0.0.1");
    await using late = await NatsServer.make({ port: natsPort });
    await using hydra = new ServerProcess({
      EVENT_LOG: `nats://${late.address}`,
      SESSION_SECRET,
      DATA_DIR: dataDir,
      PORT: String(port),
      DEMO: "0",
      LOG_LEVEL: "silent",
    });
    const url = `http://127.0.0.1:${port}`;
    const waiting = await answerOf(`${url}/readyz`, 503);
    expect(await waiting.text()).toContain(late.address);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const refusal = await fetch(`${url}/api/families`);
    expect(refusal.status).toBe(503);
    expect(await refusal.json()).toMatchObject({ code: "unavailable" });
    await late.start();
    await answerOf(`${url}/readyz`, 200);
    hydra.kill("SIGTERM");
    const { code, stderr } = await hydra.exited;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^EVENT_LOG: waiting for the log: no answer from 127\.0\.0\.1:\d+: /);
  });
});

/** The first answer with this status; a server that is not there yet, or answers otherwise, is asked again. */
async function answerOf(url: string, status: number): Promise<Response> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === status) return answer;
    await wait(20);
  }
}
