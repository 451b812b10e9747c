import { describe, expect, it } from "vitest";
import {
  FEED_TRANSPORTS,
  isSocketTransport,
  isTransportName,
  pathOver,
  SOCKET_TRANSPORTS,
  TRAITS,
  TRANSPORTS,
} from "../../src/wire/index.ts";

describe("transports", () => {
  it("[PR1] each have an address of their own", () => {
    expect(new Set(TRANSPORTS.map((name) => TRAITS[name].path)).size).toBe(TRANSPORTS.length);
  });

  it("[AT1] have one order for the automatic choice, without the hand-written WebSocket", () => {
    const rungs = TRANSPORTS.map((name) => TRAITS[name].rung).filter((rung) => rung !== undefined);
    expect(rungs.toSorted((a, b) => a - b)).toEqual(rungs.map((_rung, index) => index));
    expect(TRAITS["websocket-raw"].rung).toBeUndefined();
    expect(TRAITS.mqtt.rung).toBeUndefined();
  });

  it("[PR1] stand behind each feed's address, but for a broker, which is the server's", () => {
    expect(pathOver("sse", "/prices")).toBe("/prices/events");
    expect(pathOver("mqtt", "/prices")).toBe("/mqtt");
    expect(FEED_TRANSPORTS).toEqual(TRANSPORTS.filter((name) => name !== "mqtt"));
  });

  it("[PR1] hold a connection while they stream, and a request where the server waits to answer it", () => {
    const isHeld = TRANSPORTS.filter((name) => TRAITS[name].holdsConnection);
    expect(isHeld).toEqual(
      expect.arrayContaining(TRANSPORTS.filter((name) => TRAITS[name].mode === "streaming")),
    );
    expect(isHeld).not.toContain("polling");
  });

  it("[PR47] take commands where they go both ways", () => {
    expect(TRANSPORTS.filter(isSocketTransport)).toEqual(SOCKET_TRANSPORTS);
    expect(SOCKET_TRANSPORTS).toEqual(expect.arrayContaining(["websocket", "websocket-raw"]));
  });

  it.each(["", "toString", "__proto__", "WebSocket", 7, null, ["sse"]])("[PR1] %j is none", (name) => {
    expect(isTransportName(name)).toBe(false);
  });
});
