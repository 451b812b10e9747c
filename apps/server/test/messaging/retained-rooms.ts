// A client of a broker that sees what is retained of all families, as one that comes later would, and every message after that.
import { connectAsync, type MqttClient } from "mqtt";
import { decodeObject, type Fields } from "@hydra/feed";

const TOPIC = /^hydra\/families\/(.+)\/ranking\/(snapshot|delta)$/;

export interface RoomMessage {
  readonly kind: string;
  readonly frame: Fields;
}

export class RetainedRooms implements AsyncDisposable {
  /** By familyId. */
  readonly snapshots = new Map<string, Fields>();
  /** By familyId, in order, what was retained before it came among them. */
  readonly messages = new Map<string, RoomMessage[]>();
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("error", () => undefined);
    client.on("message", (topic, payload) => {
      const [, familyId, kind = ""] = TOPIC.exec(topic) ?? [];
      if (familyId === undefined) return;
      // An empty one ends what was retained (MQTT 3.1.1 §3.3.1.3).
      if (payload.length === 0) return void this.snapshots.delete(familyId);
      const frame = decodeObject(payload.toString());
      if (kind === "snapshot") this.snapshots.set(familyId, frame);
      this.messages.set(familyId, [...(this.messages.get(familyId) ?? []), { kind, frame }]);
    });
  }

  static async open(
    url: string,
    account: { username?: string; password?: string } = {},
  ): Promise<RetainedRooms> {
    const client = await connectAsync(url, { reconnectPeriod: 50, connectTimeout: 1_000, ...account });
    const rooms = new RetainedRooms(client);
    await client.subscribeAsync("hydra/families/+/ranking/+");
    return rooms;
  }

  /** Resolves when what was retained as it came is here: a subscription is answered with that before anything that follows. */
  async settle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const topic = `settled/${crypto.randomUUID()}`;
    this.#client.on("message", (received) => received === topic && resolve());
    await this.#client.subscribeAsync(topic);
    await this.#client.publishAsync(topic, "settled");
    await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.endAsync(true);
  }
}
