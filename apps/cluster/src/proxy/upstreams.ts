// The nodes behind the proxy, and whose turn it is: in turn, the ready ones first. Each node is asked now and then
// whether it is ready, and a connection that cannot be made is an answer, too.
import { get } from "node:http";

export interface Upstream {
  readonly host: string;
  readonly port: number;
}

export interface UpstreamsOptions {
  /** Origins of the nodes. */
  readonly urls: readonly string[];
  /** How often each is asked. */
  readonly checkIntervalMs?: number;
  /** A node has become ready, or is no longer. */
  readonly onChange?: (url: string, isReady: boolean) => void;
}

/** Slower than this is as good as not ready. */
const CHECK_TIMEOUT_MS = 1_000;
const CHECK_INTERVAL_MS = 500;

interface Node extends Upstream {
  readonly url: string;
  isReady: boolean;
}

export class Upstreams {
  readonly #nodes: readonly Node[];
  readonly #onChange: (url: string, isReady: boolean) => void;
  readonly #timer: NodeJS.Timeout;
  #turn = 0;

  constructor({ urls, checkIntervalMs = CHECK_INTERVAL_MS, onChange = () => undefined }: UpstreamsOptions) {
    this.#nodes = urls.map((url) => {
      const { hostname, port } = new URL(url);
      return { url, host: hostname, port: Number(port), isReady: true };
    });
    this.#onChange = onChange;
    this.#checkAll();
    this.#timer = setInterval(() => this.#checkAll(), checkIntervalMs).unref();
  }

  /**
   * The next in turn that is not among those tried: a ready one if there is one, else any, since also a node without
   * its log can show what it has, and refuse the rest with a reason.
   */
  next(tried: ReadonlySet<Upstream>): Upstream | undefined {
    this.#turn += 1;
    const inTurn = this.#nodes.map((_node, index) => this.#nodes[(index + this.#turn) % this.#nodes.length]);
    const untried = inTurn.filter((node) => node !== undefined && !tried.has(node));
    return untried.find((node) => node?.isReady) ?? untried[0];
  }

  /** A connection could not be made: not before it answers that it is ready again. */
  failed(upstream: Upstream): void {
    const node = this.#nodes.find((candidate) => candidate === upstream);
    if (node !== undefined) this.#set(node, false);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #checkAll(): void {
    for (const node of this.#nodes) void this.#check(node);
  }

  async #check(node: Node): Promise<void> {
    this.#set(node, await isReady(node));
  }

  #set(node: Node, isReady: boolean): void {
    if (node.isReady === isReady) return;
    node.isReady = isReady;
    this.#onChange(node.url, isReady);
  }
}

function isReady({ host, port }: Upstream): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request = get(
    { host, port, path: "/readyz", agent: false, timeout: CHECK_TIMEOUT_MS },
    (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    },
  );
  request.on("timeout", () => request.destroy());
  request.on("error", () => resolve(false)).on("close", () => resolve(false));
  return promise;
}
