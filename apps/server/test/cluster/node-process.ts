// The parent's side of hydra-node.ts: starts a node on a port it keeps over restarts, signals it, asks for its state.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { freePorts } from "../../src/nats/free-ports.ts";
import { nodeEnv } from "../node-env.ts";

export interface NodeState {
  readonly seq: number;
  readonly hash: string;
}

export interface NodeSettings {
  readonly eventLog: string;
  readonly env?: Record<string, string>;
}

const SCRIPT = new URL("./hydra-node.ts", import.meta.url);
const CLUSTER_SECRET = "a secret that all the nodes of a test share";

export class NodeProcess implements AsyncDisposable {
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #url = "";

  private constructor({ eventLog, env }: NodeSettings) {
    this.#env = {
      ...nodeEnv(),
      EVENT_LOG: eventLog,
      SESSION_SECRET: CLUSTER_SECRET,
      DEMO: "0",
      RATE_LIMIT: "0",
      FAMILIES_PER_ADDRESS: "0",
      PLAYERS_PER_ADDRESS: "0",
      LOG_LEVEL: "silent",
      ...env,
    };
  }

  static async start(settings: NodeSettings): Promise<NodeProcess> {
    const node = new NodeProcess(settings);
    await node.start();
    return node;
  }

  /** Origin, the same after a restart. */
  get url(): string {
    return this.#url;
  }

  /** Resolves when it listens: what the log holds has been replayed. */
  async start(): Promise<void> {
    // One that nothing else takes while no node has it.
    const [port] = this.#url === "" ? await freePorts(1, "127.0.0.1") : [new URL(this.#url).port];
    const child = fork(SCRIPT, {
      env: { ...this.#env, PORT: String(port) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child = child;
    const { url } = await this.#messageFrom<{ url: string }>(child, "listening");
    this.#url = url;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  /** Seq and hash of the whole state right now. */
  async state(): Promise<NodeState> {
    const child = this.#child;
    if (child === undefined) throw new Error("the node does not run");
    const answer = this.#messageFrom<NodeState>(child, "state");
    child.send("state");
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #messageFrom<T>(child: ChildProcess, type: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const listen = (message: { readonly type: string } & T): void => {
        if (message.type !== type) return;
        child.off("message", listen);
        resolve(message);
      };
      child.on("message", listen);
      child.once("exit", (code) => reject(new Error(`the node ended with ${code}`)));
    });
  }
}
