// A stream that is no longer the one that was read: what a node has computed from it is void, so that its process ends and
// prints why: EL39 of src/log/SPEC.md. The log therefore runs in a process of its own.
import { fork } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findNatsServer } from "../../../src/nats/find-nats-server.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { appendAll, testEvents } from "../contract/log-home.ts";
import { createJetStreamHome, makeAnew, type JetStreamHome } from "./jetstream-home.ts";

const SCRIPT = new URL("./log-process.ts", import.meta.url);
const OFTEN_MS = 50;
/** Longer than a test: only the reader can notice. */
const NEVER_MS = 600_000;

let folder: string;
let server: NatsServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-gone-"));
  server = await NatsServer.start({ storeDir: join(folder, "streams") });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface LogProcess extends Disposable {
  /** Resolves when it has ended, with what it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Resolves when the log is open there. */
async function openElsewhere({ stream }: JetStreamHome, checkIntervalMs: number): Promise<LogProcess> {
  const child = fork(SCRIPT, [server.address, stream, String(checkIntervalMs)], { silent: true });
  const stderr = text(child.stderr!);
  const exited = once(child, "exit");
  const opened = once(child.stdout!, "data");
  await Promise.race([
    opened,
    exited.then(async () => {
      throw new Error(`the log was not opened: ${await stderr}`);
    }),
  ]);
  return {
    ended: exited.then(async ([code]: number[]) => ({ code: code ?? null, stderr: await stderr })),
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}

/** Appends some entries by a log that is closed again, since it would end this process. */
async function appendSome(home: JetStreamHome): Promise<void> {
  const log = await home.open();
  await appendAll(log, testEvents(5));
  await log.close();
}

it("[EL39] ends the process when the stream was made anew", async () => {
  await using home = await createJetStreamHome(server);
  await appendSome(home);
  using elsewhere = await openElsewhere(home, OFTEN_MS);
  const { config } = await home.manager.streams.info(home.stream);
  await makeAnew(home.manager, config);
  const { code, stderr } = await elsewhere.ended;
  expect(stderr).toContain(`The stream ${home.stream} was made anew: this node must start again.`);
  expect(code).not.toBe(0);
});

it.skipIf(!findNatsServer().isCurrent)("[EL39] ends the process when the stream lacks messages", async () => {
  await using home = await createJetStreamHome(server);
  await appendSome(home);
  using elsewhere = await openElsewhere(home, NEVER_MS);
  const { config, state } = await home.manager.streams.info(home.stream);
  await makeAnew(home.manager, { ...config, first_seq: state.last_seq + 10 });
  home.connection.publish(`hydra.${home.stream}.probe`, "{}");
  const { code, stderr } = await elsewhere.ended;
  const [from, to] = [state.last_seq + 1, state.last_seq + 9];
  expect(stderr).toContain(`The stream ${home.stream} lacks its messages ${from} to ${to}.`);
  expect(code).not.toBe(0);
});

it("[EL39] ends the process when the stream has lost its end", async () => {
  await using home = await createJetStreamHome(server);
  await appendSome(home);
  const [streams, backup] = [join(folder, "streams"), join(folder, "backup")];
  await server.stop("SIGTERM");
  await cp(streams, backup, { recursive: true });
  await server.start();
  await appendSome(home);
  using elsewhere = await openElsewhere(home, OFTEN_MS);
  await server.stop("SIGTERM");
  await rm(streams, { recursive: true });
  await cp(backup, streams, { recursive: true });
  await server.start();
  const { code, stderr } = await elsewhere.ended;
  expect(stderr).toContain(`The stream ${home.stream} has lost its end: this node must start again.`);
  expect(code).not.toBe(0);
});
