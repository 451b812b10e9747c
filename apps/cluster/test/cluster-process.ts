// The cluster as it is started in earnest: `main.ts` as a process of its own, on free ports and a folder of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../src/main.ts");

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ClusterProcess implements AsyncDisposable {
  readonly folder: string;
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  #output = "";
  #onOutput: () => void = () => undefined;
  #hasEnded = false;

  private constructor(folder: string, env: Record<string, string>) {
    this.folder = folder;
    this.#child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env["PATH"] ?? "",
        PORT: "0",
        DEMO: "0",
        RATE_LIMIT: "0",
        FAMILIES_PER_ADDRESS: "0",
        PLAYERS_PER_ADDRESS: "0",
        DATA_DIR: folder,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#onOutput();
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        this.#hasEnded = true;
        this.#onOutput();
        resolve({ code, signal });
      });
    });
  }

  static async start(env: Record<string, string> = {}): Promise<ClusterProcess> {
    return new ClusterProcess(await mkdtemp(join(tmpdir(), "hydra-cluster-")), env);
  }

  /** Everything it has written so far. */
  get output(): string {
    return this.#output;
  }

  /** Waits for a match in what it writes. @throws Error with what it has written when it ends before. */
  async matchingLine(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match !== null) return match;
      if (this.#hasEnded) throw new Error(`the cluster ended:\n${this.#output}`);
      await new Promise<void>((resolve) => (this.#onOutput = resolve));
    }
  }

  /** Pids of its parts by their names, as it prints them. */
  get pids(): Map<string, number> {
    const parts = this.#output.matchAll(/^((?:nats|node)-\d) .* pid (\d+)$/gm);
    return new Map(Array.from(parts, ([, name = "", pid]) => [name, Number(pid)]));
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#child.kill("SIGTERM");
    await this.ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
