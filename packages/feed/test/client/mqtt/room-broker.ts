// A feed behind the plugin, and a real broker (aedes over ws) to whose room its frames are published, each when the test asks for it:
// so that what is lost, late or repeated is the test's choice.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Aedes } from "aedes";
import { generate } from "mqtt-packet";
import Fastify, { type FastifyInstance } from "fastify";
import { createWebSocketStream, WebSocketServer } from "ws";
import {
  createKeyedFeed,
  liveFeed,
  type EncodedFrame,
  type KeyedFeed,
  type LiveFeedOptions,
} from "../../../src/server/index.ts";
import type { Cursor } from "../../../src/wire/cursor.ts";

export const TOPIC = "market/prices";

export class RoomBroker implements AsyncDisposable {
  readonly prices: KeyedFeed = createKeyedFeed({ key: "symbol" });
  readonly app: FastifyInstance = Fastify();
  /** Targets of the feed's requests so far, without those of the broker. */
  readonly asked: string[] = [];
  /** Called with every request of the feed, before it is answered. */
  onAsked: () => void = () => undefined;
  /** CONNACK's, of the clients to come. */
  returnCode = 0;
  /** Whether a subscription is granted. */
  isOpen = true;
  readonly #server: Server = createServer();
  readonly #sockets = new WebSocketServer({ server: this.#server, handleProtocols: () => "mqtt" });
  #aedes: Aedes | undefined;
  #room: Cursor | undefined;
  #last: EncodedFrame | undefined;

  /** @param options of the feed's plugin */
  static async open(options: Partial<LiveFeedOptions> = {}): Promise<RoomBroker> {
    const broker = new RoomBroker();
    broker.app.addHook("onRequest", async ({ url }) => {
      broker.asked.push(url);
      broker.onAsked();
    });
    await broker.app.register(liveFeed, { prefix: "/prices", feed: broker.prices, ...options });
    await broker.app.listen({ host: "127.0.0.1", port: 0 });
    broker.#aedes = await broker.#createAedes();
    broker.#sockets.on("connection", (socket) => {
      const stream = createWebSocketStream(socket);
      stream.on("error", () => undefined);
      broker.#aedes?.handle(stream);
    });
    await new Promise<void>((resolve) => {
      broker.#server.listen(0, "127.0.0.1", resolve);
    });
    return broker;
  }

  get feedUrl(): string {
    return `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}/prices`;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get cursor(): Cursor {
    return { epoch: this.prices.epoch, seq: this.prices.seq };
  }

  /** Sockets to the broker. */
  get connections(): number {
    return this.#sockets.clients.size;
  }

  /** A change of the feed, which no room is told of. */
  change(price: number): Cursor {
    this.prices.set({ symbol: "ACME", price });
    return this.cursor;
  }

  /** The room is led to the newest version by a delta. */
  async publish(): Promise<void> {
    this.#last = this.prices.frameSince(this.#room ?? this.cursor);
    this.#room = this.cursor;
    await this.send("delta", this.#last.body);
  }

  /** The same, but the delta is lost on its way. */
  lose(): EncodedFrame {
    const lost = this.prices.frameSince(this.#room ?? this.cursor);
    this.#room = this.cursor;
    return lost;
  }

  /** The last delta once more. */
  async repeat(): Promise<void> {
    await this.send("delta", this.#last?.body ?? "");
  }

  /** The newest state, which the broker keeps; the next delta leads on from it. */
  async retain(): Promise<void> {
    this.#room = this.cursor;
    await this.send("snapshot", this.prices.frameSince(undefined).body);
  }

  send(kind: string, payload: string | Buffer): Promise<void> {
    const topic = `${TOPIC}/${kind}`;
    return new Promise((resolve, reject) => {
      this.#aedes?.publish(
        { cmd: "publish", topic, payload, qos: 0, retain: kind === "snapshot", dup: false },
        (error) => (error instanceof Error ? reject(error) : resolve()),
      );
    });
  }

  /** All connections are cut, as when a broker is killed. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => {
      this.#aedes?.close(resolve);
    });
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.app.server.closeAllConnections();
    await this.app.close();
  }

  #createAedes(): Promise<Aedes> {
    return Aedes.createBroker({
      preConnect: (client, _packet, done) => {
        if (this.returnCode === 0) return done(null, true);
        const connack = generate({ cmd: "connack", returnCode: this.returnCode, sessionPresent: false });
        client.conn.write(connack, () => done(new Error("refused"), false));
      },
      authorizeSubscribe: (_client, subscription, done) => {
        done(null, this.isOpen ? subscription : null);
      },
    });
  }
}
