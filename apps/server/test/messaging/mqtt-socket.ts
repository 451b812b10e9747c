// A client of the broker by the `ws` library and the codec `mqtt-packet`, independent of both packages that the product uses: sends any
// packets or bytes, and remembers what came, in order.
import { once } from "node:events";
import { decodeFrame, routes } from "@hydra/protocol";
import { generate, parser, type IConnectPacket, type ISubackPacket, type Packet } from "mqtt-packet";
import { WebSocket } from "ws";
import { applyFrame, type RankingView } from "../ranking-view.ts";

export const MQTT_PATH = "/mqtt";

/** Both topics of a family. */
export function topicsOf(familyId: string): [snapshot: string, delta: string] {
  return [`${routes.topic(familyId)}/snapshot`, `${routes.topic(familyId)}/delta`];
}

export interface MqttSocketOptions {
  readonly query?: string;
  readonly headers?: Record<string, string>;
}

export class MqttSocket implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly packets: Packet[] = [];
  /** What is shown, by the frames so far, where they are of one family; one that does not follow on it is a test's failure. */
  view: RankingView | undefined;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  #isShown = false;
  #onChange: () => void = () => undefined;
  #failure: Error | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    const packets = parser();
    packets.on("packet", (packet) => this.#take(packet));
    packets.on("error", (error: Error) => (this.#failure ??= error));
    socket.on("message", (data: Buffer) => {
      packets.parse(data);
      this.#onChange();
    });
    const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = promise;
    socket.on("close", (code, reason) => {
      this.#failure ??= new Error(`closed with ${code} ${String(reason)}`);
      this.#onChange();
      resolve({ code, reason: String(reason) });
    });
    socket.on("error", () => undefined);
  }

  /** Waits until the handshake is over. @throws Error when the server refuses it */
  static async open(url: string, { query = "", headers = {} }: MqttSocketOptions = {}): Promise<MqttSocket> {
    const socket = new WebSocket(`${url.replace("http", "ws")}${MQTT_PATH}${query}`, "mqtt", { headers });
    const client = new MqttSocket(socket);
    await once(socket, "open");
    return client;
  }

  /** The same, with a CONNECT that is taken. */
  static async connect(url: string, options: MqttSocketOptions = {}): Promise<MqttSocket> {
    const client = await MqttSocket.open(url, options);
    const code = await client.connect();
    if (code !== 0) throw new Error(`CONNACK ${code}`);
    return client;
  }

  /** Subscribed to a family's two topics, which it shows. */
  static async watch(url: string, familyId: string, options: MqttSocketOptions = {}): Promise<MqttSocket> {
    const client = await MqttSocket.connect(url, options);
    client.#isShown = true;
    await client.subscribe(topicsOf(familyId));
    return client;
  }

  /** In one message. */
  send(...packets: readonly (Packet | Uint8Array)[]): void {
    this.socket.send(Buffer.concat(packets.map((one) => ("cmd" in one ? generate(one) : one))));
  }

  /** @returns CONNACK's code */
  async connect(options: Partial<IConnectPacket> = {}): Promise<number | undefined> {
    this.send({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      clientId: "c",
      ...options,
    });
    const [connack] = await this.received("connack");
    return connack?.returnCode;
  }

  /** @returns SUBACK's codes */
  async subscribe(topics: readonly string[], qos: 0 | 1 | 2 = 0): Promise<readonly unknown[]> {
    const count = this.#of("suback").length + 1;
    this.send({ cmd: "subscribe", messageId: count, subscriptions: topics.map((topic) => ({ topic, qos })) });
    const subacks: readonly ISubackPacket[] = await this.received("suback", count);
    return subacks.at(-1)?.granted ?? [];
  }

  /** Waits until this many packets of a kind have come, and returns them. @throws Error when it closes before */
  async received<Cmd extends Packet["cmd"]>(cmd: Cmd, count = 1): Promise<Extract<Packet, { cmd: Cmd }>[]> {
    for (;;) {
      const found = this.#of(cmd);
      if (found.length >= count) return found;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => (this.#onChange = resolve));
    }
  }

  /** Waits until the view has reached a seq. @throws Error when it closes before, or a frame did not follow */
  async reached(seq: number): Promise<RankingView> {
    for (;;) {
      if (this.view !== undefined && this.view.seq >= seq) return this.view;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => (this.#onChange = resolve));
    }
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  #of<Cmd extends Packet["cmd"]>(cmd: Cmd): Extract<Packet, { cmd: Cmd }>[] {
    return this.packets.filter((packet): packet is Extract<Packet, { cmd: Cmd }> => packet.cmd === cmd);
  }

  #take(packet: Packet): void {
    this.packets.push(packet);
    if (packet.cmd !== "publish" || !this.#isShown) return;
    try {
      const frame = decodeFrame(String(packet.payload));
      if (frame === undefined) throw new Error("a message of no known type");
      this.view = applyFrame(this.view, frame);
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}
