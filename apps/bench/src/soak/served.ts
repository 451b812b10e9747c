// The server under soak: the process that `npm run serve` runs, always on the same port and folder, killed and started again. Its
// memory is read in each of its lives; its log output goes to a file.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePorts } from "@hydra/server/nats";
import { readResidentBytes } from "../processes/process-figures.ts";
import { SERVER_MAIN, START_FLAGS, urlOf } from "../processes/hydra.ts";

export interface MemorySample {
  readonly life: number;
  /** Milliseconds since the soak began, and since this life was ready. */
  readonly atMs: number;
  readonly ageMs: number;
  readonly residentBytes: number;
  /** Of the JavaScript heap, in use and not collected yet. */
  readonly heapBytes: number;
  readonly externalBytes: number;
  /** Right after a full collection. */
  readonly isCollected: boolean;
}

/** A life's garbage is collected so often, first at that age: between them memory is as in production. */
const COLLECT_EVERY_MS = 30_000;
/** From the signal until the server has collected. */
const COLLECTING_MS = 300;
const COLLECTOR = join(import.meta.dirname, "collect-on-signal.ts");

export interface ServedOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly outputPath: string;
  /** It ended without being asked to, or does not start again after that. */
  readonly onFault: (what: string) => void;
}

export class Served implements AsyncDisposable {
  readonly url: string;
  readonly samples: MemorySample[] = [];
  /** Lines of the log at the levels `error` and `fatal`, and what was written to stderr that is no warning about the clock. */
  readonly errors: string[] = [];
  /** What the server reported of itself. */
  readonly reported = { clockSteps: 0, archived: 0, retired: 0 };
  life = 0;
  readonly #options: ServedOptions;
  readonly #port: number;
  readonly #output: WriteStream;
  readonly #beganAt = performance.now();
  #child: ChildProcess | undefined;
  #readyAt = 0;
  #collectedAt = 0;
  #isExpected = false;

  /** Broken off: nothing else would end it. */
  readonly #abandon = (): void => void this.#child?.kill("SIGKILL");

  private constructor(options: ServedOptions, port: number) {
    this.#options = options;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#output = createWriteStream(options.outputPath, { flags: "a" });
    process.once("exit", this.#abandon);
  }

  static async start(options: ServedOptions): Promise<Served> {
    // One that nothing else takes while no server has it.
    const [port = 0] = await freePorts(1, "127.0.0.1");
    const served = new Served(options, port);
    await served.start();
    return served;
  }

  /** Resolves when it listens, with how long that took, milliseconds. @throws Error when it ends instead */
  async start(): Promise<number> {
    const startedAt = performance.now();
    this.life += 1;
    this.#isExpected = false;
    const env = { PATH: process.env["PATH"] ?? "", PORT: String(this.#port), ...this.#options.env };
    const child = spawn(
      process.execPath,
      [...START_FLAGS, "--expose-gc", "--import", COLLECTOR, SERVER_MAIN],
      {
        env,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#child = child;
    this.#follow(child);
    await urlOf(child);
    this.#readyAt = performance.now();
    return this.#readyAt - startedAt;
  }

  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#abandon);
    await this.kill();
    this.#output.end();
  }

  /** As an operator stops it. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** Nothing while it is down. */
  async sample(): Promise<void> {
    const pid = this.#child?.pid;
    const { life } = this;
    if (pid === undefined || this.#readyAt === 0) return;
    const isCollected = performance.now() - Math.max(this.#collectedAt, this.#readyAt) >= COLLECT_EVERY_MS;
    if (isCollected) await this.#collect();
    try {
      const text = await (await fetch(`${this.url}/metrics`, { signal: AbortSignal.timeout(5_000) })).text();
      const now = performance.now();
      if (life !== this.life || this.#isExpected) return;
      this.samples.push({
        life,
        atMs: now - this.#beganAt,
        ageMs: now - this.#readyAt,
        residentBytes: readResidentBytes(pid),
        heapBytes: metricOf(text, "nodejs_heap_size_used_bytes"),
        externalBytes: metricOf(text, "nodejs_external_memory_bytes"),
        isCollected,
      });
    } catch {
      // Killed meanwhile.
    }
  }

  async #collect(): Promise<void> {
    this.#child?.kill("SIGUSR2");
    await wait(COLLECTING_MS);
    this.#collectedAt = performance.now();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.#isExpected = true;
    this.#readyAt = 0;
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
  }

  #follow(child: ChildProcess): void {
    const take = (text: string): void => {
      this.#output.write(text);
      for (const line of text.split("\n")) this.#judge(line);
    };
    child.stdout?.setEncoding("utf8").on("data", take);
    child.stderr?.setEncoding("utf8").on("data", take);
    child.once("exit", (code, signal) => {
      if (child !== this.#child || this.#isExpected) return;
      this.#readyAt = 0;
      const { onFault } = this.#options;
      onFault(`the server ended by itself: code ${code}, signal ${signal}`);
      this.start().catch((error: unknown) => onFault(`it does not start again: ${String(error)}`));
    });
  }

  #judge(line: string): void {
    if (line.includes("HYDRA_CLOCK")) this.reported.clockSteps += 1;
    else if (line.includes("old entries were archived")) this.reported.archived += 1;
    else if (line.includes("retired families"))
      this.reported.retired += Number(/"families":(\d+)/.exec(line)?.[1]);
    else if (/^\{"level":[56]0,/.test(line) || /\b(Error|TypeError|RangeError)\b/.test(line.slice(0, 80)))
      this.errors.push(line.slice(0, 500));
  }
}

/** Of an unlabelled metric; NaN when it is not there. */
function metricOf(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}
