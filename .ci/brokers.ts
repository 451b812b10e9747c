// Real MQTT brokers on free ports of this machine: Mosquitto, and nats-server with its own MQTT listener. Killed and started again on
// the same port; ended by their processes.
import { spawn, type ChildProcess } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { freePorts } from "@hydra/server/nats";
import { mosquittoProgram, natsProgram } from "./broker-programs.ts";

export interface Broker extends AsyncDisposable {
  readonly url: string;
  /** Resolves when it takes clients. */
  start(): Promise<void>;
  /** At once, as a crash. */
  kill(): Promise<void>;
  /** Stops running without ending: its connections stay, and nothing is read. */
  freeze(): void;
  thaw(): void;
  /** What it wrote. */
  readonly output: string;
}

/** For brokers that a test starts later, where others have to know it before. */
export { freePorts };

const HOST = "127.0.0.1";
const POLL_MS = 20;
const KEPT_CHARACTERS = 16 * 1024;

interface Setup {
  readonly scheme: string;
  readonly port: number;
  readonly folder: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder of its own, which others may enter: Mosquitto gives up its rights where it is started with all. */
export async function brokerFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hydra-broker-"));
  await chmod(folder, 0o755);
  return folder;
}

export interface MosquittoOptions {
  readonly scheme?: "mqtt" | "mqtts";
  readonly folder?: string;
  /** Default a free one. */
  readonly port?: number;
  /** More lines of its configuration, after those of the listener. */
  readonly lines?: readonly string[];
}

/** Its retained messages are in memory alone. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Broker> {
  const { scheme = "mqtt", lines = ["allow_anonymous true"] } = options;
  const folder = options.folder ?? (await brokerFolder());
  const [port = 0] = options.port === undefined ? await freePorts(1, HOST) : [options.port];
  const { path: program, env } = mosquittoProgram();
  const file = join(folder, "mosquitto.conf");
  const listener = [`listener ${port} ${HOST}`, "set_tcp_nodelay true", "persistence false"];
  await writeFile(file, [...listener, ...lines, ""].join("\n"));
  return started({ scheme, port, folder, program, env, args: ["-c", file] });
}

/**
 * Its MQTT listener needs JetStream, which keeps sessions and retained messages.
 * @param scheme `ws`: over WebSocket, at `/mqtt`
 * @param more of its configuration
 */
export async function startNats(scheme: "mqtt" | "ws" = "mqtt", more = ""): Promise<Broker> {
  const folder = await brokerFolder();
  // Asked for at once: they differ.
  const [port = 0, clientPort = 0, mqttPort = 0] = await freePorts(3, HOST);
  const file = join(folder, "nats.conf");
  const text = `server_name: n0
listen: "${HOST}:${clientPort}"
jetstream { store_dir: ${JSON.stringify(join(folder, "streams"))} }
mqtt { listen: "${HOST}:${scheme === "mqtt" ? port : mqttPort}" }
${scheme === "ws" ? `websocket { listen: "${HOST}:${port}", no_tls: true }` : ""}
${more}
`;
  await writeFile(file, text);
  return started({ scheme, port, folder, program: natsProgram(), args: ["--config", file] });
}

/** A line of a password file: PBKDF2 with SHA-512, as mosquitto_passwd writes it. */
export function passwordLine(user: string, password: string): string {
  const iterations = 101;
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, iterations, 64, "sha512");
  return `${user}:$7$${iterations}$${salt.toString("base64")}$${hash.toString("base64")}\n`;
}

async function started(setup: Setup): Promise<Broker> {
  const { scheme, port, folder, program, args, env } = setup;
  let child: ChildProcess | undefined;
  let output = "";
  const broker: Broker = {
    url: `${scheme}://${HOST}:${port}${scheme === "ws" ? "/mqtt" : ""}`,
    get output() {
      return output;
    },
    async start() {
      child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_CHARACTERS)));
      while (!(await takesClients(port))) {
        if (child.exitCode !== null) throw new Error(`${program} ended: ${output}`);
        await pause(POLL_MS);
      }
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      await broker.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  // Also of a test that has timed out, which does not dispose of what it opened.
  onTestFinished(() => broker[Symbol.asyncDispose]());
  await broker.start();
  return broker;
}

function takesClients(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
