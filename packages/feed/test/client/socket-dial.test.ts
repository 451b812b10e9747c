// What differs between the WebSockets of platforms and of the library ws, which Node.js 20 needs.
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket as LibrarySocket } from "ws";
import { openWebSocket } from "../../src/client/transports/websocket.ts";
import { openRecorded } from "./recorded-feed.ts";
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
