// The server as it ships, in a process of its own with both echo sockets, for as long as a measurement takes.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export class EchoServer implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #dataDir: string;

  private constructor(child: ChildProcess, dataDir: string, port: number) {
    this.#child = child;
    this.#dataDir = dataDir;
    this.port = port;
  }

  static async start(): Promise<EchoServer> {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-echo-"));
    const main = join(dirname(createRequire(import.meta.url).resolve("@hydra/server")), "main.ts");
    const env = { ...process.env, DATA_DIR: dataDir, PORT: "0", DEMO: "0", LAB: "1", LOG_LEVEL: "silent" };
    const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
    const line: unknown[] = await once(child.stdout, "data");
    const port = Number(/:(\d+)\s*$/.exec(String(line[0]))?.[1]);
    return new EchoServer(child, dataDir, port);
  }

  /** Processor time it has used so far, in milliseconds; undefined where the system has no /proc. */
  async cpuMs(): Promise<number | undefined> {
    const stat = await readFile(`/proc/${this.#child.pid}/stat`, "utf8").catch(() => undefined);
    // proc(5): utime and stime are the 14th and 15th, in ticks of a hundredth of a second; the name may have spaces.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) * 10;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
