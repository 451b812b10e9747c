// A node of a cluster in a process of its own, for tests that kill it and make it stand still.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const MAIN = join(dirname(createRequire(import.meta.url).resolve("@hydra/server")), "main.ts");
const LISTENING = /^Hydra is listening on (\S+)$/m;

export class ServerProcess implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const settings = {
      PORT: "0",
      DEMO: "0",
      RATE_LIMIT: "0",
      LOG_LEVEL: "silent",
      PATH: process.env["PATH"] ?? "",
    };
    const child = spawn(process.execPath, [MAIN], {
      env: { ...settings, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      text += chunk.toString();
      const [, url] = LISTENING.exec(text) ?? [];
      if (url !== undefined) return new ServerProcess(child, url);
    }
    throw new Error(`the server ended with ${child.exitCode}: ${text}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** A figure of its metrics; undefined when it does not answer. */
  async figure(name: string): Promise<number | undefined> {
    try {
      const answer = await fetch(`${this.url}/metrics`, { signal: AbortSignal.timeout(1_000) });
      return Number(new RegExp(`^${name} (\\S+)$`, "mu").exec(await answer.text())?.[1]);
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}
