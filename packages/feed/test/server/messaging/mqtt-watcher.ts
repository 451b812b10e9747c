// A watcher of a room by the package `mqtt`, as any client of the broker: subscribes again when its connection is lost.
import { connectAsync, type MqttClient } from "mqtt";
import type { DeliveredMessage } from "../../../src/testing/index.ts";

export async function watchRoom(
  url: string,
  room: string,
  onMessage: (message: DeliveredMessage) => void,
): Promise<MqttClient> {
  const client = await connectAsync(url, {
    reconnectPeriod: 100,
    connectTimeout: 30_000,
    keepalive: 10,
  });
  client.on("error", () => undefined);
  client.on("message", (topic, payload, { retain }) =>
    onMessage({
      kind: topic === `${room}/snapshot` ? "snapshot" : "delta",
      payload: payload.toString(),
      isRetained: retain,
    }),
  );
  await client.subscribeAsync([`${room}/snapshot`, `${room}/delta`]);
  return client;
}
