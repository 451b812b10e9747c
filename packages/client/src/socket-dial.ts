// Opens the platform's WebSocket. The one place that knows Node's takes headers and a browser's does not.

/**
 * Begins to open a socket to an `http(s)` address. The headers are sent in Node only: a browser's session is its
 * cookie.
 * @throws DOMException when the platform forbids the address.
 */
export function dialSocket(httpUrl: string, headers: Readonly<Record<string, string>>): WebSocket {
  const url = httpUrl.replace(/^http/, "ws");
  if (!isNode() || Object.keys(headers).length === 0) return new WebSocket(url);
  // Node takes options where lib.dom knows only sub-protocols.
  const socket: unknown = Reflect.construct(WebSocket, [url, { headers }]);
  if (!(socket instanceof WebSocket)) throw new TypeError("not a WebSocket");
  return socket;
}

function isNode(): boolean {
  return globalThis.navigator?.userAgent?.startsWith("Node.js") ?? false;
}
