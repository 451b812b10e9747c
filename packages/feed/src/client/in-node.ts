// The client as Node.js gets it from the packed library: before version 22 it has no WebSocket of its own, and takes that of ws. Loaded
// when a socket is needed, so that a client of other transports does not need the package, and at once, so that this module has no
// top-level await and can be required.
import { createRequire } from "node:module";
import type { WebSocket as LibrarySocket } from "ws";
import { setWebSocketSource } from "./socket-dial.ts";

export * from "./index.ts";

const load = createRequire(import.meta.url);

setWebSocketSource((): typeof WebSocket => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a package exports has no type when it is required
  const { WebSocket: Socket } = load("ws") as { readonly WebSocket: typeof LibrarySocket };
  // @ts-expect-error -- the same interface (WHATWG WebSockets), declared apart from lib.dom
  return Socket;
});
