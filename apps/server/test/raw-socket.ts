// A WebSocket by hand (RFC 6455): frames that no library would send, and the bytes that come back.
import { createHash, randomBytes } from "node:crypto";
import { RawConnection, type RawPlace } from "./raw-connection.ts";

export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  readonly fin?: boolean;
  readonly isMasked?: boolean;
  /** The three reserved bits. */
  readonly reserved?: number;
  /** The length as it is written, where it is to be a lie. */
  readonly announced?: number;
}

/** One frame from a client (RFC 6455 §5.2). */
export function clientFrame(opcode: number, payload: string | Buffer, options: FrameOptions = {}): Buffer {
  const { fin = true, isMasked = true, reserved = 0 } = options;
  const data = Buffer.from(payload);
  const length = options.announced ?? data.length;
  const head = Buffer.alloc(4);
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = (isMasked ? 0x80 : 0) | Math.min(length, 126);
  head.writeUInt16BE(length, 2);
  const mask = randomBytes(4);
  const masked = isMasked ? data.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : data;
  return Buffer.concat([head.subarray(0, length < 126 ? 2 : 4), isMasked ? mask : Buffer.alloc(0), masked]);
}

/** The request of a handshake, with headers in the place of the usual ones; undefined leaves one out. */
export function handshakeRequest(path: string, headers: Record<string, string | undefined> = {}): string {
  const all = {
    Host: "127.0.0.1",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** What RFC 6455 §4.2.2 demands back for a key. */
export function acceptFor(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

export interface RawSocketOptions extends RawPlace {
  readonly headers?: Record<string, string>;
  /** Sent in one write with the request. */
  readonly early?: Buffer;
}

/** Connects and makes the handshake. @throws Error when the server closes instead. */
export async function openRawSocket(
  port: number,
  path: string,
  { headers = {}, early = Buffer.alloc(0), ...place }: RawSocketOptions = {},
): Promise<RawConnection> {
  const connection = await RawConnection.open(port, place);
  connection.send(Buffer.concat([Buffer.from(handshakeRequest(path, headers)), early]));
  await connection.untilText("\r\n\r\n");
  return connection;
}

/** Waits for the server's close frame and returns its code. @throws Error when it ends without. */
export async function closeCodeOf(connection: RawConnection): Promise<number | undefined> {
  return closeCode(await connection.until((received) => closeCode(received) !== undefined));
}

/** The code of the close frame that ends what was received; undefined when none does. */
function closeCode(received: string): number | undefined {
  const bytes = Buffer.from(received, "latin1");
  for (let at = bytes.lastIndexOf(0x88); at >= 0; at = bytes.lastIndexOf(0x88, at - 1)) {
    if (at + 2 + (bytes[at + 1] ?? 0) === bytes.length) return bytes.readUInt16BE(at + 2);
    if (at === 0) return undefined;
  }
  return undefined;
}
