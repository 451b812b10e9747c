// For tests and benchmarks: real nats-servers on free ports of this machine, alone or as a cluster, with the configuration of every NATS
// server of Hydra, with stores of their own; stopped, paused, killed and started again. They are ended by their
// processes, never by name.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNatsServer } from "./find-nats-server.ts";
import { freePorts } from "./free-ports.ts";
import { natsConfig, type ClusterSettings } from "./nats-config.ts";

const HOST = "127.0.0.1";
const KEPT_CHARACTERS = 64 * 1_024;

export interface NatsServerOptions {
  readonly port: number;
  readonly name?: string;
  readonly cluster?: ClusterSettings;
  /** Where it serves its health and figures; undefined: nowhere. */
  readonly monitorPort?: number | undefined;
  /** Folder of its streams. Default: one of its own, which goes with it. */
  readonly storeDir?: string | undefined;
  /** More arguments: credentials. */
  readonly args?: readonly string[];
  /** More of its configuration: rights of users. */
  readonly more?: string;
}

export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly name: string;
  /** Origin of its monitor, if it has one. */
  readonly monitorUrl: string | undefined;
  readonly #command: readonly string[];
  readonly #folder: string;
  readonly #program: string;
  #process: ChildProcess | undefined;
  #output = "";

  private constructor({ port, name, monitor, folder, program, command }: Prepared) {
    this.port = port;
    this.name = name;
    this.monitorUrl = monitor === undefined ? undefined : `http://${monitor}`;
    this.#folder = folder;
    this.#program = program;
    this.#command = command;
  }

  /** Writes its configuration; `start` starts it. @throws NatsServerError when there is no nats-server. */
  static async make(options: NatsServerOptions): Promise<NatsServer> {
    const { port, name = "n0", cluster, monitorPort, storeDir, args = [], more = "" } = options;
    const monitor = monitorPort === undefined ? undefined : `${HOST}:${monitorPort}`;
    const { path: program, isCurrent } = findNatsServer();
    const folder = await mkdtemp(join(tmpdir(), "hydra-nats-"));
    const file = join(folder, "nats.conf");
    const settings = {
      serverName: name,
      client: `${HOST}:${port}`,
      storeDir: storeDir ?? join(folder, "streams"),
      syncsAlways: isCurrent,
      ...(cluster === undefined ? {} : { cluster }),
      ...(monitor === undefined ? {} : { monitor }),
    };
    await writeFile(file, `${natsConfig(settings)}\n${more}\n`);
    return new NatsServer({ port, name, monitor, folder, program, command: ["--config", file, ...args] });
  }

  static async start(options: Partial<NatsServerOptions> = {}): Promise<NatsServer> {
    const [port = 0] = await freePorts(1, HOST);
    const server = await NatsServer.make({ port, ...options });
    await server.start();
    return server;
  }

  get address(): string {
    return `${HOST}:${this.port}`;
  }

  /** Starts it (again, with what it stored). Resolves when it takes clients. */
  async start(): Promise<void> {
    const child = spawn(this.#program, this.#command, { stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    this.#output = "";
    await new Promise<void>((resolve, reject) => {
      // To its end, or it stops at a full pipe.
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_CHARACTERS);
        if (this.#output.includes("Server is ready")) resolve();
      });
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`nats-server ended: ${this.#output.slice(-500)}`)));
    });
  }

  /** What it wrote last since it was started. */
  get output(): string {
    return this.#output;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async stop(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    child.kill("SIGCONT");
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface Prepared {
  readonly port: number;
  readonly name: string;
  readonly monitor: string | undefined;
  readonly folder: string;
  readonly program: string;
  readonly command: readonly string[];
}

export interface NatsCluster extends AsyncDisposable {
  readonly servers: readonly NatsServer[];
  /** `host:port` of each. */
  readonly addresses: readonly string[];
}

export interface NatsClusterOptions {
  /** The way from one server to another: the `host:port` where the first reaches the second one's port. */
  readonly route?: (from: string, to: string, port: number) => Promise<string>;
  /** Folder for the streams of the server of this name, n0 to n2; undefined: one of its own. */
  readonly storeDir?: (name: string) => string | undefined;
}

const SIZE = 3;
/** Behind a route of the caller's own a server is to be found nowhere else, and the servers announce to each other where they are. */
const NOWHERE = `${HOST}:1`;

/** Starts servers that form one JetStream cluster. It has a leader some seconds later. */
export async function startNatsCluster(options: NatsClusterOptions = {}): Promise<NatsCluster> {
  const { route, storeDir } = options;
  const ports = await freePorts(3 * SIZE, HOST);
  const monitorPorts = ports.slice(2 * SIZE);
  const peers = ports.slice(SIZE, 2 * SIZE).map((port, index) => ({ port, name: `n${index}` }));
  const servers = await Promise.all(
    peers.map(async ({ port, name }, index) => {
      const ways = peers.map(async (peer) =>
        route === undefined || peer.name === name
          ? `${HOST}:${peer.port}`
          : await route(name, peer.name, peer.port),
      );
      const cluster = {
        listen: `${HOST}:${port}`,
        routes: await Promise.all(ways),
        ...(route === undefined ? {} : { advertise: NOWHERE }),
      };
      return NatsServer.make({
        port: ports[index] ?? 0,
        name,
        cluster,
        monitorPort: monitorPorts[index],
        storeDir: storeDir?.(name),
      });
    }),
  );
  await Promise.all(servers.map((server) => server.start()));
  return {
    servers,
    addresses: servers.map(({ address }) => address),
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}
