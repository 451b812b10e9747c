// Load for an echo socket that costs as little as can be, so that the server is what is measured: one masked frame, made
// once and written over and over; what comes back is counted in bytes, after the first echo was compared.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const MESSAGE = Buffer.alloc(1_024, "The hydra has heads; cut one. ");
/** RFC 6455 §5.2: FIN and text, 126, the length in 16 bits. */
const ECHO = Buffer.concat([Buffer.from([0x81, 126, 4, 0]), MESSAGE]);
const KEY = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
const FRAME = Buffer.concat([
  Buffer.from([0x81, 0x80 | 126, 4, 0]),
  KEY,
  MESSAGE.map((octet, index) => octet ^ (KEY[index % 4] ?? 0)),
]);
/** More at once are never asked for. */
const MAX_DEPTH = 64;
const FRAMES = Buffer.alloc(FRAME.length * MAX_DEPTH, FRAME);

export interface EchoLoad {
  readonly connections: number;
  /** Messages of a connection under way at once, at most 64. */
  readonly depth: number;
}

/** Connections that send on as soon as they receive, until closed. */
export class EchoCrowd implements Disposable {
  readonly #sockets: Socket[] = [];
  #receivedBytes = 0;

  static async open(port: number, path: string, { connections, depth }: EchoLoad): Promise<EchoCrowd> {
    const crowd = new EchoCrowd();
    for (let n = 0; n < connections; n += 1) crowd.#sockets.push(await openEcho(port, path));
    for (const socket of crowd.#sockets) crowd.#send(socket, depth);
    return crowd;
  }

  /** Whole echoes so far. */
  get echoes(): number {
    return Math.floor(this.#receivedBytes / ECHO.length);
  }

  #send(socket: Socket, depth: number): void {
    let received = 0;
    let answered = 0;
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
      this.#receivedBytes += chunk.length;
      const due = Math.floor(received / ECHO.length) - answered;
      if (due === 0) return;
      answered += due;
      socket.write(FRAMES.subarray(0, due * FRAME.length));
    });
    socket.resume();
    socket.write(FRAMES.subarray(0, depth * FRAME.length));
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Connects, and receives one echo whole. @throws Error when anything else comes. */
async function openEcho(port: number, path: string): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      "\r\n",
    ].join("\r\n"),
  );
  const head = await read(socket, (bytes) => bytes.includes("\r\n\r\n"));
  if (!head.toString("latin1").startsWith("HTTP/1.1 101 ")) throw new Error(head.toString());
  socket.write(FRAME);
  const echo = await read(socket, (bytes) => bytes.length >= ECHO.length);
  if (!echo.equals(ECHO)) throw new Error(`${path} does not echo`);
  socket.on("error", () => undefined);
  return socket;
}

async function read(socket: Socket, isEnough: (bytes: Buffer) => boolean): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  socket.resume();
  while (!isEnough(bytes)) {
    const chunks: unknown[] = await once(socket, "data");
    if (Buffer.isBuffer(chunks[0])) bytes = Buffer.concat([bytes, chunks[0]]);
  }
  socket.pause();
  return bytes;
}
