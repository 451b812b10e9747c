// Opens a WebSocket. The one place for what differs between platforms: outside of a browser, handshakes can have headers.

/** Where the platform has none. */
let defaultWebSocket: typeof WebSocket | undefined;

/** What takes the place of the platform's WebSocket where there is none. */
export function setDefaultWebSocket(Socket: typeof WebSocket): void {
  defaultWebSocket = Socket;
}

/**
 * Begins to open a socket to an `http(s)` address. Headers are not sent by a browser: there the session is a cookie.
 * @throws DOMException when the platform forbids the address, TypeError when it has no WebSocket.
 */
export function dialSocket(
  httpUrl: string,
  headers: Readonly<Record<string, string>>,
  Socket: typeof WebSocket = globalThis.WebSocket ?? defaultWebSocket,
): WebSocket {
  const url = httpUrl.replace(/^http/, "ws");
  const isBrowser = globalThis.location !== undefined;
  if (isBrowser || Object.keys(headers).length === 0) return new Socket(url);
  // Node's and ws' take options where lib.dom has sub-protocols.
  const socket: unknown = Reflect.construct(Socket, [url, { headers }]);
  if (!(socket instanceof Socket)) throw new TypeError("not a WebSocket");
  return socket;
}
