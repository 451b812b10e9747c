// For tests and benchmarks: real nats-servers on free ports of this machine, alone or as a cluster, with stores of their
// own; stopped, paused, killed and started again. They are ended by their processes, never by name.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Path of the program. @throws Error with one line that says what to do, when there is none. */
function findNatsServer(env: NodeJS.ProcessEnv = process.env): string {
  const named = env["NATS_SERVER"];
  const folders = [...(env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
  const candidates = named ? [named] : folders.filter(Boolean).map((folder) => join(folder, "nats-server"));
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    "There is no nats-server: install it (Debian: apt-get install nats-server) or set NATS_SERVER to its path.",
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A port that was free a moment ago: a cluster's members must know each other's before they start. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  server.close();
  await once(server, "close");
  return port;
}

export interface NatsServerOptions {
  readonly port: number;
  /** More arguments: cluster, credentials, limits. */
  readonly args?: readonly string[];
  readonly name?: string;
}

export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly name: string;
  readonly #args: readonly string[];
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string, { port, args = [], name = "n0" }: NatsServerOptions) {
    this.port = port;
    this.name = name;
    this.#folder = folder;
    this.#args = ["-n", name, "-a", "127.0.0.1", "-p", String(port), "-js", "-sd", folder, ...args];
  }

  static async make(options: NatsServerOptions): Promise<NatsServer> {
    return new NatsServer(await mkdtemp(join(tmpdir(), "hydra-nats-")), options);
  }

  static async start(options: Partial<NatsServerOptions> = {}): Promise<NatsServer> {
    const server = await NatsServer.make({ port: await freePort(), ...options });
    await server.start();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Starts it (again, with what it stored). Resolves when it takes clients. */
  async start(): Promise<void> {
    const child = spawn(findNatsServer(), this.#args, { stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("Server is ready")) resolve();
      });
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`nats-server ended: ${said.slice(-500)}`)));
    });
    // Read on, or it stops at a full pipe; forget, or a long test keeps it all.
    child.stderr?.removeAllListeners("data").resume();
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

export interface NatsCluster extends AsyncDisposable {
  readonly servers: readonly NatsServer[];
  /** `host:port` of each. */
  readonly addresses: readonly string[];
}

/** Starts servers that form one JetStream cluster. It has a leader some seconds later. */
export async function startNatsCluster(size = 3): Promise<NatsCluster> {
  const ports: number[] = [];
  for (let n = 0; n < 2 * size; n += 1) ports.push(await freePort());
  const routePorts = ports.slice(size);
  const routes = routePorts.map((port) => `nats-route://127.0.0.1:${port}`).join(",");
  const servers = await Promise.all(
    routePorts.map((routePort, index) => {
      const cluster = ["--cluster_name", "hydra", "--cluster", `nats://127.0.0.1:${routePort}`];
      const args = [...cluster, "--routes", routes];
      return NatsServer.make({ port: ports[index] ?? 0, name: `n${index}`, args });
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
