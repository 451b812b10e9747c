// Opens a WebSocket. The one place for what differs between platforms: outside of a browser, handshakes can have headers.

/** Where the platform has none. */
let defaultWebSocket: typeof WebSocket | undefined;

/** What takes the place of the platform's WebSocket where there is none. */
export function setDefaultWebSocket(Socket: typeof WebSocket): void {
  defaultWebSocket = Socket;
}

export interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  /** Offered alone; a socket whose server does not choose it is not opened (RFC 6455 §1.9, WHATWG WebSockets). */
  readonly subprotocol?: string;
}

/**
 * Begins to open a socket to an `http(s)` address. Headers are not sent by a browser: there the session is a cookie.
 * @throws DOMException when the platform forbids the address, TypeError when it has no WebSocket.
 */
export function dialSocket(
  httpUrl: string,
  { headers, subprotocol }: Handshake,
  Socket: typeof WebSocket = globalThis.WebSocket ?? defaultWebSocket,
): WebSocket {
  const url = httpUrl.replace(/^http/, "ws");
  const protocols = subprotocol === undefined ? [] : [subprotocol];
  const isBrowser = globalThis.location !== undefined;
  // Node's takes options where lib.dom has sub-protocols, ws' after them.
  const options = Socket === globalThis.WebSocket ? [{ protocols, headers }] : [protocols, { headers }];
  const isPlain = isBrowser || Object.keys(headers).length === 0;
  const socket: unknown = Reflect.construct(Socket, [url, ...(isPlain ? [protocols] : options)]);
  if (!(socket instanceof Socket)) throw new TypeError("not a WebSocket");
  // Every error is followed by a close, but ws throws one for which there is no listener.
  socket.addEventListener("error", () => undefined);
  return socket;
}
