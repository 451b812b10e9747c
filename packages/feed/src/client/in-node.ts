// The client as Node.js gets it from the packed library: before version 22 it has no WebSocket of its own, and takes that of ws.
import { setDefaultWebSocket } from "./socket-dial.ts";

export * from "./index.ts";

if (globalThis.WebSocket === undefined) {
  const { WebSocket: Socket } = await import("ws");
  // @ts-expect-error -- the same interface (WHATWG WebSockets), declared apart from lib.dom
  setDefaultWebSocket(Socket);
}
