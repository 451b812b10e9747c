// An application that is nothing but a feed, as in the README: Fastify without @fastify/websocket, on a free port.
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { createKeyedFeed, liveFeed, type LiveFeedOptions } from "../../../src/server/index.ts";

/** Long before a test is given up; what hangs is no matter of this machine's speed. */
export const PATIENCE_MS = 60_000;

export class PlainApp implements AsyncDisposable {
  readonly app: FastifyInstance = Fastify();
  readonly prices = createKeyedFeed({ key: "symbol" });
  #port = 0;

  static async open(options: Partial<LiveFeedOptions> = {}): Promise<PlainApp> {
    const plain = new PlainApp();
    await plain.app.register(liveFeed, { prefix: "/prices", feed: plain.prices, ...options });
    await plain.listen();
    return plain;
  }

  async listen(): Promise<void> {
    await this.app.listen({ port: 0 });
    this.#port = (this.app.server.address() as AddressInfo).port;
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The feed's own address. */
  get url(): string {
    return `${this.origin}/prices`;
  }

  get cursor(): string {
    return `${this.prices.epoch}:${this.prices.seq}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
  }
}
