// A peer: a small honest server in a process of its own, that does the same for its watchers with another library.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChildLine } from "../processes/child-line.ts";
import { encodePeerOptions, type PeerOptions, type PeerOrder } from "./peer-frames.ts";

export type PeerName = "net" | "http" | "ws" | "socket-io" | "naive" | "sqlite" | "feed" | "aedes";

export class Peer implements AsyncDisposable {
  readonly #line: ChildLine;
  readonly #dataDir: string;
  readonly port: number;

  private constructor(line: ChildLine, dataDir: string, port: number) {
    this.#line = line;
    this.#dataDir = dataDir;
    this.port = port;
  }

  static async start(name: PeerName, options: PeerOptions): Promise<Peer> {
    const module = new URL(`${name}-peer-worker.ts`, import.meta.url);
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-bench-peer-"));
    const { line, ready } = await ChildLine.start(module, encodePeerOptions(options, dataDir));
    if (typeof ready !== "object" || ready === null || !("port" in ready))
      throw new Error(`${name} does not listen`);
    return new Peer(line, dataDir, Number(ready.port));
  }

  get pid(): number {
    return this.#line.pid;
  }

  /** Sends frames, which it does from the start. */
  async play(): Promise<void> {
    await this.#order({ type: "play" });
  }

  /** Sends none. */
  async rest(): Promise<void> {
    await this.#order({ type: "rest" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#line[Symbol.asyncDispose]();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #order(order: PeerOrder): Promise<void> {
    await this.#line.ask(order);
  }
}
