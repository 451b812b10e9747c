// A proxy of Debian's as a child process: started on free ports with a folder of its own for configuration and state, asked
// until it answers, stopped by its own process id. Reads and writes nothing of the system's.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Program } from "../../.ci/debian-programs.ts";
import { adviceFor, findProxyProgram, type ProxyName } from "../../.ci/proxy-programs.ts";
import { ask } from "./ask.ts";
import { certificateIn, type Certificate } from "./certificate.ts";

/** The name by which the browser opens the proxy; not a loopback name (playwright.config.ts maps it). */
export const HOST_NAME = "hydra.test";
/** For a proxy that hangs; one starts in well under a second. */
const START_TIMEOUT_MS = 20_000;
const ASK_AGAIN_MS = 50;
const KEPT_CHARACTERS = 20_000;

/** What a configuration is filled in with. */
export interface Place {
  readonly folder: string;
  readonly upstreamPort: number;
  /** Where it listens for plain HTTP, and for TLS where the configuration has that. */
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly certificate: Certificate;
  readonly program: Program;
}

/** How one program is started. */
export interface ProxyKind {
  readonly name: ProxyName;
  /** What a newcomer writes, on the plain port. */
  byDefault(place: Place): string;
  /** docs/deploy.md, on both ports. */
  documented(place: Place): string;
  /** The documented text with its idle limits lowered; undefined where it has none. */
  withIdleLimit: ((text: string, seconds: number) => string) | undefined;
  /** Files by name in the folder: the configuration given, and what the system's package has around it. */
  files(text: string, place: Place): Readonly<Record<string, string>>;
  arguments(place: Place): readonly string[];
}

export type Configuration = "default" | "documented";

export interface ProxyOptions {
  readonly kind: ProxyKind;
  readonly configuration: Configuration;
  /** Origin of the server behind it. */
  readonly upstream: string;
  readonly idleLimitSeconds?: number;
}

export class Proxy implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #place: Place;
  readonly #isTls: boolean;
  #output = "";

  private constructor(child: ChildProcess, place: Place, isTls: boolean) {
    this.#child = child;
    this.#place = place;
    this.#isTls = isTls;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (piece: Buffer) => {
        this.#output = (this.#output + piece.toString()).slice(-KEPT_CHARACTERS);
      });
    }
  }

  /** @throws Error with a line on what to do when the program is missing, or with its output when it ends. */
  static async start({ kind, configuration, upstream, idleLimitSeconds }: ProxyOptions): Promise<Proxy> {
    const program = findProxyProgram(kind.name);
    if (program === undefined) throw new Error(adviceFor([kind.name]));
    const folder = await mkdtemp(join(tmpdir(), `hydra-${kind.name}-`));
    const [httpPort, httpsPort] = await freePorts();
    const upstreamPort = Number(new URL(upstream).port);
    const certificate = await certificateIn(folder, HOST_NAME);
    const place: Place = { folder, upstreamPort, httpPort, httpsPort, certificate, program };
    const isTls = configuration === "documented";
    const text = isTls ? kind.documented(place) : kind.byDefault(place);
    const limited = idleLimitSeconds === undefined ? text : kind.withIdleLimit?.(text, idleLimitSeconds);
    for (const [name, content] of Object.entries(kind.files(limited ?? text, place))) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const env = {
      ...process.env,
      ...program.env,
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
    };
    const child = spawn(program.path, kind.arguments(place), {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const proxy = new Proxy(child, place, isTls);
    await proxy.#answers();
    return proxy;
  }

  /** Origin by which the browser opens it. */
  get url(): string {
    const { httpPort, httpsPort } = this.#place;
    return this.#isTls ? `https://${HOST_NAME}:${httpsPort}` : `http://${HOST_NAME}:${httpPort}`;
  }

  /** Origin without TLS, which a documented configuration leads away from. */
  get plainUrl(): string {
    return `http://${HOST_NAME}:${this.#place.httpPort}`;
  }

  /** What it wrote lately, for the report of a failed test. */
  get output(): string {
    return this.#output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, "exit");
      this.#child.kill("SIGTERM");
      const timer = setTimeout(() => this.#child.kill("SIGKILL"), START_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    }
    await rm(this.#place.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Resolves when the server behind it is reached through it. */
  async #answers(): Promise<void> {
    const giveUpAt = performance.now() + START_TIMEOUT_MS;
    let failure: Error | undefined;
    this.#child.once("error", (error) => (failure = error));
    while (performance.now() < giveUpAt && failure === undefined && this.#child.exitCode === null) {
      const status = await ask(this.url, "/healthz").then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) return;
      await pause(ASK_AGAIN_MS);
    }
    const output = this.output;
    await this[Symbol.asyncDispose]();
    throw new Error(`The proxy did not start: ${failure?.message ?? ""}\n${output}`);
  }
}

/** Free a moment ago: these programs cannot be asked which port they took. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : 0;
    }),
  );
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return [ports[0] ?? 0, ports[1] ?? 0];
}
