// One HTTP/1.1 request as curl would send it: nothing is unpacked, no header field is added but Host, and the client's own
// address may be chosen among the loopback ones.
import { request as plainRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as tlsRequest } from "node:https";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly localAddress?: string;
}

/** Header fields of a WebSocket's handshake (RFC 6455 §4.1, with §1.3's key) from a program, which has no Origin. */
export const HANDSHAKE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
} as const;

/** A request for a name that only the browser can resolve goes to 127.0.0.1. Resolves when the answer has ended, or switched protocols. */
export async function ask(url: string, path: string, options: Ask = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body, localAddress } = options;
  const { protocol, hostname, host, port } = new URL(url);
  const send = protocol === "https:" ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      host: "127.0.0.1",
      port,
      path,
      method,
      headers: { host, ...headers },
      agent: false,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(protocol === "https:" ? { servername: hostname, rejectUnauthorized: false } : {}),
    });
    request.on("error", reject).on("response", (response) => {
      collect(response).then(resolve, reject);
    });
    request.on("upgrade", ({ statusCode = 0, headers: answered }, socket) => {
      socket.destroy();
      resolve({ status: statusCode, headers: answered, body: Buffer.alloc(0) });
    });
    request.end(body);
  });
}

async function collect(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) };
}
