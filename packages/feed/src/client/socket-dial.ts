// Opens a WebSocket. The one place for what differs between platforms: outside of a browser, handshakes can have headers.

/** Where the platform has none: asked when a socket is needed, and throws where there is none after all. */
let findWebSocket: (() => typeof WebSocket) | undefined;

/** What finds the WebSocket that takes the place of the platform's where there is none; not called before one is needed. */
export function setWebSocketSource(find: () => typeof WebSocket): void {
  findWebSocket = find;
}

const NO_SOCKET =
  "this platform has no WebSocket: install the package ws, or give the connection a WebSocket";
const NO_TOKEN = "a browser's WebSocket cannot carry a token";

/** Why no socket can be opened, with these headers, whatever the network: another attempt would not help. */
export class SocketUnavailableError extends Error {
  override readonly name = "SocketUnavailableError";
}

/** Whether it runs in a page or its worker, where handshakes have no headers. */
function isBrowser(): boolean {
  return globalThis.location !== undefined;
}

/** @throws SocketUnavailableError */
function socketFor(hasHeaders: boolean, given: typeof WebSocket | undefined): typeof WebSocket {
  const Socket = given ?? globalThis.WebSocket ?? foundSocket();
  if (hasHeaders && isBrowser() && Socket === globalThis.WebSocket)
    throw new SocketUnavailableError(NO_TOKEN);
  return Socket;
}

function foundSocket(): typeof WebSocket {
  try {
    const Socket = findWebSocket?.();
    if (Socket !== undefined) return Socket;
  } catch {
    // The package is not installed.
  }
  throw new SocketUnavailableError(NO_SOCKET);
}

/** Why this client can open no socket, with or without a token; undefined when it can. */
export function socketObjection(
  token: string | undefined,
  given: typeof WebSocket | undefined,
): string | undefined {
  try {
    socketFor(token !== undefined, given);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  /** Offered alone; a socket whose server does not choose it is not opened (RFC 6455 §1.9, WHATWG WebSockets). */
  readonly subprotocol?: string;
}

/**
 * Begins to open a socket to an `http(s)` address. A browser sends no headers: there the session is a cookie.
 * @throws DOMException when the platform forbids the address, SocketUnavailableError when it has no WebSocket, or one that sends no
 * headers and some are needed
 */
export function dialSocket(
  httpUrl: string,
  { headers, subprotocol }: Handshake,
  given?: typeof WebSocket,
): WebSocket {
  const hasHeaders = Object.keys(headers).length > 0;
  const Socket = socketFor(hasHeaders, given);
  const url = httpUrl.replace(/^http/, "ws");
  const protocols = subprotocol === undefined ? [] : [subprotocol];
  // Node's takes options where lib.dom has sub-protocols, ws' after them.
  const options = Socket === globalThis.WebSocket ? [{ protocols, headers }] : [protocols, { headers }];
  const isPlain = isBrowser() || !hasHeaders;
  const socket: unknown = Reflect.construct(Socket, [url, ...(isPlain ? [protocols] : options)]);
  if (!(socket instanceof Socket)) throw new TypeError("not a WebSocket");
  // Every error is followed by a close, but ws throws one for which there is no listener.
  socket.addEventListener("error", () => undefined);
  return socket;
}
