// A WebSocket client of bytes for conformance runs: sends exactly what a test asks for, over TCP, and reads a server's frames
// (RFC 6455 §5.2) without the code under test. Never closes first, so that it sees which side does.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { routes, type EchoSocketName } from "@hydra/protocol";
import { handshakeRequest } from "../raw-socket.ts";

export interface ReceivedFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

export class EchoClient implements AsyncDisposable {
  readonly frames: ReceivedFrame[] = [];
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  /** Bytes that the next frame needs, as far as is known. */
  #neededBytes = 2;
  #isOver = false;
  #onReceived: () => void = () => undefined;

  private constructor(socket: Socket, early: Buffer) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#onChunk(chunk));
    socket.on("close", () => this.#end());
    // The server's FIN; this side follows.
    socket.on("end", () => socket.end());
    socket.on("error", () => undefined);
    if (early.length > 0) this.#onChunk(early);
  }

  static async open(port: number, name: EchoSocketName): Promise<EchoClient> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    await once(socket, "connect");
    socket.write(handshakeRequest(routes.labEcho(name)));
    let answer = Buffer.alloc(0);
    while (!answer.includes("\r\n\r\n")) {
      const [chunk] = (await once(socket, "data")) as [Buffer];
      answer = Buffer.concat([answer, chunk]);
    }
    if (!answer.toString("latin1").startsWith("HTTP/1.1 101 ")) throw new Error(answer.toString());
    return new EchoClient(socket, answer.subarray(answer.indexOf("\r\n\r\n") + 4));
  }

  /** In one piece, or in chunks of so many bytes that leave one after the other. */
  async send(bytes: Uint8Array, chunkBytes = Math.max(1, bytes.length)): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#isOver; at += chunkBytes) {
      const hasRoom = this.#socket.write(bytes.subarray(at, at + chunkBytes));
      if (chunkBytes < bytes.length) await new Promise(setImmediate);
      if (!hasRoom) await Promise.race([once(this.#socket, "drain"), this.ended()]);
    }
  }

  /** Waits until so many frames have come, or the end. */
  async untilFrames(count: number): Promise<void> {
    while (this.frames.length < count && !this.#isOver) await this.#next();
  }

  /** Waits until the server has ended the connection. */
  async ended(): Promise<void> {
    while (!this.#isOver) await this.#next();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#onReceived;
    this.#onReceived = () => {
      before();
      resolve();
    };
    return promise;
  }

  #end(): void {
    this.#isOver = true;
    this.#notify();
  }

  #notify(): void {
    const notify = this.#onReceived;
    this.#onReceived = () => undefined;
    notify();
  }

  /** Joins chunks only when a frame can be whole: 16 MiB come in hundreds of them. */
  #onChunk(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    while (this.#waitingBytes >= this.#neededBytes) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      this.#chunks = [bytes];
      const short = bytes[1]! & 127;
      const headerBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length < headerBytes) {
        this.#neededBytes = headerBytes;
        continue;
      }
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
      this.#neededBytes = headerBytes + length;
      if (bytes.length < this.#neededBytes) continue;
      if (bytes[0]! < 0x80 || bytes[0]! > 0x8f || bytes[1]! > 127)
        throw new Error("not one whole, plain frame");
      this.frames.push({ opcode: bytes[0]! & 15, payload: bytes.subarray(headerBytes, this.#neededBytes) });
      this.#chunks = [bytes.subarray(this.#neededBytes)];
      this.#waitingBytes = this.#chunks[0]!.length;
      this.#neededBytes = 2;
    }
    this.#notify();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await this.ended();
  }
}
