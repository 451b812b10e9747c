// One process of the cluster: started apart from the terminal's signals, so that parts end in an order; its words go
// to a file of its own; ended by its pid.
import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { ClusterError } from "./cluster-error.ts";

export interface PartOptions {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** How a process ended, in words: `exit code 1`, `SIGKILL`. */
export type End = string;

/** Enough of its last words to understand why a part did not start. */
const KEPT_LINES = 5;

export class Part {
  readonly name: string;
  /** Resolves when the process is gone. */
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  readonly #log: WriteStream;
  readonly #lastLines: string[] = [];
  #onLine: (line: string) => void = () => undefined;
  #end: End | undefined;

  constructor({ name, command: [program, ...args], environment, logFile }: PartOptions) {
    this.name = name;
    this.#log = createWriteStream(logFile, { flags: "a" });
    // A process group of its own: Ctrl-C is for the parent, which keeps the order.
    this.#child = spawn(program, args, {
      env: { ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => this.#take(line));
    }
    this.ended = new Promise((resolve) => {
      const end = (how: End): void => {
        this.#end ??= how;
        this.#log.end();
        resolve(this.#end);
      };
      this.#child.once("error", (error) => end(error.message));
      this.#child.once("close", (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /**
   * The first match of a line that it writes from now on.
   * @throws ClusterError with its last words when it ends instead.
   */
  async matchingLine(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
    this.#onLine = (line) => {
      const match = pattern.exec(line);
      if (match !== null) resolve(match);
    };
    return Promise.race([promise, this.endedEarly()]);
  }

  /** Never resolves. @throws ClusterError with its last words when it ends. */
  async endedEarly(): Promise<never> {
    const end = await this.ended;
    const words = this.#lastLines.length === 0 ? "" : `: ${this.#lastLines.join(" | ")}`;
    throw new ClusterError(`${this.name} ended at its start (${end})${words}`);
  }

  /** Asks it to end, and ends it when it has not by the deadline. Resolves when it is gone. Idempotent. */
  async stop(deadlineMs: number): Promise<void> {
    if (this.hasEnded) return;
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), deadlineMs);
    await this.ended;
    clearTimeout(timer);
  }

  #take(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
    if (!this.#log.writableEnded) this.#log.write(`${line}\n`);
    this.#onLine(line);
  }
}
