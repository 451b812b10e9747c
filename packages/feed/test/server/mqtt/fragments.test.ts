// WebSocket messages in fragments (RFC 6455 §5.4), whichever way packets are spread over them.
import { describe, expect, it } from "vitest";
import { MqttApp } from "./mqtt-app.ts";
import { connectPacket, PINGREQ, TYPES } from "./raw-client.ts";

const MOST = 64;

describe("a message", () => {
  it("[MB10] may have 64 fragments, and one more ends the connection, finished or not", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    const connect = connectPacket({ clientId: "x".repeat(MOST) });
    for (let n = 0; n < MOST - 1; n += 1) raw.socket.send(connect.subarray(n, n + 1), { fin: false });
    raw.socket.send(connect.subarray(MOST - 1));
    expect((await raw.next()).type).toBe(TYPES.connack);
    for (let n = 0; n < MOST; n += 1) raw.socket.send(PINGREQ.subarray(0, 1), { fin: false });
    expect(raw.closed).toBeUndefined();
    raw.socket.send(PINGREQ.subarray(1), { fin: false });
    expect((await raw.end()).code).toBe(1008);
  });
});
