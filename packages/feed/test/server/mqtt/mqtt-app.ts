// An application with a feed and an embedded broker, as in the README, and two kinds of clients: of the `mqtt` package, and of raw bytes.
import { connectAsync, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { liveFeed, type VersionedFeed } from "../../../src/server/index.ts";
import { mqttBroker, type MqttBrokerOptions } from "../../../src/server/mqtt/index.ts";
import { decodeObject, type Fields } from "../../../src/wire/fields.ts";
import { PlainApp } from "../live-feed/plain-app.ts";
import { RawClient } from "./raw-client.ts";

export interface Message {
  readonly topic: string;
  readonly frame: Fields;
  readonly packet: IPublishPacket;
}

export class MqttApp extends PlainApp {
  static async start(options: Partial<MqttBrokerOptions> = {}): Promise<MqttApp> {
    const served = new MqttApp();
    const { hub } = options;
    await served.app.register(liveFeed, {
      prefix: "/prices",
      feed: served.prices,
      ...(hub === undefined ? {} : { hub }),
    });
    const feedOf = (topic: string): VersionedFeed | undefined =>
      topic === "prices" ? served.prices : undefined;
    await served.app.register(mqttBroker, { feedOf, ...options });
    await served.listen();
    return served;
  }

  get broker(): string {
    return `ws://127.0.0.1:${this.port}/mqtt`;
  }

  /** Of the `mqtt` package, without its reconnecting. */
  connect(options: IClientOptions = {}): Promise<MqttClient> {
    return connectAsync(this.broker, { protocolVersion: 4, reconnectPeriod: 0, ...options });
  }

  raw(): Promise<RawClient> {
    return RawClient.open(this.broker);
  }

  /** What a poll answers now. */
  async poll(): Promise<Fields> {
    return decodeObject(await (await fetch(this.url)).text());
  }
}

/** Everything that comes, in order, from now on. */
export function collect(client: MqttClient): Message[] {
  const messages: Message[] = [];
  client.on("message", (topic, payload, packet) =>
    messages.push({ topic, frame: decodeObject(payload.toString()), packet }),
  );
  return messages;
}
