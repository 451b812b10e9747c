// What differs between the WebSockets of platforms and of the library ws, which Node.js 20 needs.
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket as LibrarySocket } from "ws";
import { createConnection } from "../../src/client/create-connection.ts";
import { openMqtt } from "../../src/client/transports/mqtt.ts";
import { openWebSocket } from "../../src/client/transports/websocket.ts";
import { SOCKET_TRANSPORTS } from "../../src/wire/transports.ts";
import { transports } from "../../src/client/transports.ts";
import { openRecorded } from "./recorded-feed.ts";
import { createRig } from "./rig.ts";
import { startScriptedServer } from "./scripted-server.ts";

const SOCKETS = [
  ["the platform's", globalThis.WebSocket],
  ["ws'", LibrarySocket as unknown as typeof WebSocket],
] as const;

describe.each(SOCKETS)("%s WebSocket", (_whose, Socket) => {
  it("is lost without an uncaught error when nothing is there, or it is closed before it is open", async () => {
    const { next } = openRecorded(openWebSocket, { baseUrl: "http://127.0.0.1:1", WebSocket: Socket });
    expect(await next()).toMatchObject({ type: "end", end: { type: "lost" } });
    await using server = await startScriptedServer(false);
    const closed = openRecorded(openWebSocket, { baseUrl: server.url, WebSocket: Socket });
    closed.feed.close();
    // An uncaught error would fail the run: it comes in the ticks after.
    await new Promise((resolve) => setTimeout(resolve));
    expect(closed.pending).toBe(0);
  });

  it("[PR60] has the token in its handshake, and no subprotocol", async () => {
    await using server = await startScriptedServer();
    const { feed } = openRecorded(openWebSocket, { baseUrl: server.url, token: "t", WebSocket: Socket });
    const { socket, request } = await server.nextSocket();
    expect(request.headers.authorization).toBe("Bearer t");
    expect(request.headers["sec-websocket-protocol"]).toBeUndefined();
    feed.close();
    await once(socket, "close");
  });
});

const OPENERS = [
  ...SOCKET_TRANSPORTS.map((name) => [name, transports[name]] as const),
  ["mqtt", openMqtt],
] as const;
const PAGE = new URL("http://127.0.0.1/page");
const NO_TOKEN = "a browser's WebSocket cannot carry a token";

describe("where a socket cannot be opened, whatever the network", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it.each(OPENERS)(
    "[FP5] %s with a token is refused in a browser, and opened without",
    async (_name, open) => {
      vi.stubGlobal("location", PAGE);
      await using server = await startScriptedServer();
      const { next } = openRecorded(open, { baseUrl: server.url, token: "t" });
      expect(await next()).toMatchObject({ type: "end", end: { type: "refused", reason: NO_TOKEN } });
      expect(server.targets).toEqual([]);
      const { feed } = openRecorded(open, { baseUrl: server.url });
      await vi.waitFor(() => expect(server.targets).toHaveLength(1));
      feed.close();
    },
  );

  it.each(OPENERS)("[FP5] %s is refused where there is no WebSocket", async (_name, open) => {
    vi.stubGlobal("WebSocket", undefined);
    const { next } = openRecorded(open, { baseUrl: "http://127.0.0.1:1" });
    const reason = expect.stringMatching(/^this platform has no WebSocket/) as string;
    expect(await next()).toMatchObject({ type: "end", end: { type: "refused", reason } });
  });

  it("[FP5] [AT1] the automatic choice leaves them out, and blames no network", () => {
    vi.stubGlobal("location", PAGE);
    const memory = JSON.stringify({
      transport: "websocket",
      blocked: [],
      until: Date.now() + 60_000,
      age: 0,
    });
    const autoMemory = { read: () => memory, write: () => undefined };
    const { connection, feeds } = createRig({ transport: "auto", token: "t", autoMemory });
    expect(feeds.map(({ name }) => name)).toEqual(["sse"]);
    // Not those that it never takes by itself.
    expect(connection.auto).toEqual({
      blocked: [],
      leftOut: [{ transport: "websocket", reason: NO_TOKEN }],
    });
    connection.hurry();
    connection.close();
    expect(createRig({ transport: "auto" }).connection).toMatchObject({
      transport: "websocket",
      auto: { blocked: [] },
    });
  });

  it("[FP5] a switch to one is rejected in words, and changes nothing", async () => {
    vi.stubGlobal("location", PAGE);
    await using server = await startScriptedServer();
    const connection = createConnection({ url: `${server.url}/prices`, transport: "sse", token: "t" });
    await expect(connection.switchTo("websocket")).rejects.toThrow(NO_TOKEN);
    expect(connection.transport).toBe("sse");
    connection.close();
  });
});
