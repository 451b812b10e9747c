// The provider for any MQTT broker against two real ones.
import { createMqttProvider } from "../../../src/server/messaging/index.ts";
import { messagingContract, type MessagingUnderTest } from "../../../src/testing/index.ts";
import type { MqttClient } from "mqtt";
import { startMosquitto, startNats, type Broker } from "../../../../../.ci/brokers.ts";
import { watchRoom } from "./mqtt-watcher.ts";

messagingContract("MQTT, Mosquitto", () => open(startMosquitto()));
messagingContract("MQTT, nats-server", () => open(startNats()));

async function open(starting: Promise<Broker>): Promise<MessagingUnderTest> {
  const broker = await starting;
  const provider = await createMqttProvider({ url: broker.url, retryMs: 200 });
  const clients: MqttClient[] = [];
  return {
    provider,
    async watch(room, onMessage) {
      clients.push(await watchRoom(broker.url, room, onMessage));
    },
    kill: () => broker.kill(),
    start: () => broker.start(),
    async [Symbol.asyncDispose]() {
      await provider.close();
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await broker[Symbol.asyncDispose]();
    },
  };
}
