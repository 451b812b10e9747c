// The whole cluster on this machine: the log's servers, the nodes, the proxy in front. Started in that order, ended in
// the other. A part that ends at the start ends all of it; one that ends later is reported, and nothing is started anew.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NatsProgram } from "@hydra/server/nats";
import type { ClusterConfig } from "./config.ts";
import { startNodes, type HydraNode } from "./hydra-nodes.ts";
import { startNats, type NatsMember } from "./nats-cluster.ts";
import type { End, Part } from "./part.ts";
import { startProxy, type Proxy } from "./proxy/proxy.ts";

export interface ClusterOptions {
  readonly config: ClusterConfig;
  readonly natsServer: NatsProgram;
  /** A part of the running cluster is gone without being asked to. */
  readonly onLost: (name: string, end: End) => void;
  /** The proxy counts on a node, or no longer. */
  readonly onReady: (url: string, isReady: boolean) => void;
}

/** A node closes its watchers' connections in a second; a NATS server passes its leaderships on. */
const NODE_DEADLINE_MS = 5_000;
const NATS_DEADLINE_MS = 10_000;
const SECRET_BYTES = 32;

export class Cluster {
  readonly nats: NatsMember[] = [];
  nodes: readonly HydraNode[] = [];
  readonly #nodeParts: Part[] = [];
  #proxy: Proxy | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  /** Resolves when players can come. What has been started by then is in `cluster`, also when this fails. */
  static async start(options: ClusterOptions, cluster = new Cluster()): Promise<Cluster> {
    try {
      cluster.#starting = cluster.#start(options);
      await cluster.#starting;
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Where players go. */
  get url(): string {
    return this.#proxy?.url ?? "";
  }

  /** Every process that was started. */
  get parts(): Part[] {
    return [...this.nats.map(({ part }) => part), ...this.#nodeParts];
  }

  async #start({ config, natsServer, onLost, onReady }: ClusterOptions): Promise<void> {
    await mkdir(config.folder, { recursive: true });
    const sessionSecret = config.sessionSecret ?? (await keepSecret(config.folder));
    await startNats(natsServer, config, this.nats);
    this.#unlessStopping();
    const nodesStarted = startNodes({
      config,
      natsServers: this.nats.map(({ client }) => client),
      sessionSecret,
      onStart: (part) => this.#nodeParts.push(part),
    });
    this.nodes = await Promise.race([nodesStarted, ...this.nats.map(({ part }) => part.endedEarly())]);
    this.#unlessStopping();
    const nodes = this.nodes.map(({ url }) => url);
    this.#proxy = await startProxy({ host: config.host, port: config.port, nodes, onChange: onReady });
    for (const part of this.parts) void this.#reportWhenLost(part, onLost);
  }

  async #reportWhenLost(part: Part, onLost: ClusterOptions["onLost"]): Promise<void> {
    const end = await part.ended;
    if (this.#stopping === undefined) onLost(part.name, end);
  }

  /** Ends everything; resolves when no process is left. Idempotent, also while it starts. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await this.#stopAll();
    // What was about to start when it was asked to stop.
    await this.#starting?.catch(() => undefined);
    await this.#stopAll();
  }

  async #stopAll(): Promise<void> {
    // While the proxy still passes on what the nodes send to their watchers.
    await Promise.all(this.#nodeParts.map((part) => part.stop(NODE_DEADLINE_MS)));
    await this.#proxy?.close();
    this.#proxy = undefined;
    await Promise.all(this.nats.map(({ part }) => part.stop(NATS_DEADLINE_MS)));
  }

  #unlessStopping(): void {
    if (this.#stopping !== undefined) throw new Error("stopped while starting");
  }
}

/** The same over restarts, so that players stay who they are. */
async function keepSecret(folder: string): Promise<string> {
  const path = join(folder, "session-secret");
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept !== "") return kept;
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  await writeFile(path, secret, { mode: 0o600, flush: true });
  return secret;
}
