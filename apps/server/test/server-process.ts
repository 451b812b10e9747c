// The server as it is started in earnest: a process of its own, that can be asked to stop, or killed.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeEnv } from "./node-env.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class ServerProcess implements AsyncDisposable {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #stdout = "";
  #stderr = "";
  #onOutput: () => void = () => undefined;
  #hasExited = false;

  /** Starts it with these variables and nothing else of the tests' environment. */
  constructor(env: Record<string, string>) {
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.exited = promise;
    this.#child = spawn(process.execPath, [MAIN], {
      env: { ...nodeEnv(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      this.#onOutput();
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    this.#child.on("close", (code, signal) => {
      this.#hasExited = true;
      this.#onOutput();
      resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
    });
  }

  /**
   * Starts it on a free port, with a folder of its own unless one is given, and waits until it listens.
   * @throws Error with its last words when it ends instead
   */
  static async listening(env: Record<string, string>): Promise<ServerProcess & { readonly url: string }> {
    const folder = mkdtempSync(join(tmpdir(), "hydra-server-"));
    const server = new ServerProcess({
      DATA_DIR: folder,
      PORT: "0",
      DEMO: "0",
      RATE_LIMIT: "0",
      FAMILIES_PER_ADDRESS: "0",
      PLAYERS_PER_ADDRESS: "0",
      LOG_LEVEL: "silent",
      ...env,
    });
    void server.exited.then(() => rmSync(folder, { recursive: true }));
    return Object.assign(server, { url: await server.#listens() });
  }

  /** Origin that it reports to listen on. */
  async #listens(): Promise<string> {
    for (;;) {
      const [, url] = /^Hydra is listening on (http:\S+)$/m.exec(this.#stdout) ?? [];
      if (url !== undefined) return url;
      if (this.#hasExited) throw new Error(`the server ended: ${this.#stderr}`);
      await new Promise<void>((resolve) => (this.#onOutput = resolve));
    }
  }

  /** @throws Error when it could not be started */
  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error("the server was not started");
    return pid;
  }

  /** What it has written so far. */
  get stdout(): string {
    return this.#stdout;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasExited) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "close");
  }
}
