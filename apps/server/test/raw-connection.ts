// A TCP connection that sends exactly what a test asks for, well-formed or not, and keeps what it receives.
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Where it leads, and by which of the machine's addresses; every one of 127.0.0.0/8 is. */
export interface RawPlace {
  readonly host?: string;
  readonly localAddress?: string;
}

export class RawConnection implements AsyncDisposable {
  readonly socket: Socket;
  #received = "";
  #onReceived: () => void = () => undefined;
  #isEnded = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes: Buffer) => {
      // Byte for byte: a frame of a WebSocket is no text.
      this.#received += bytes.toString("latin1");
      this.#onReceived();
    });
    socket.on("close", () => {
      this.#isEnded = true;
      this.#onReceived();
    });
    // Being cut off is what many tests are about.
    socket.on("error", () => undefined);
  }

  static async open(port: number, place: RawPlace = {}): Promise<RawConnection> {
    const socket = connect({ port, host: "127.0.0.1", ...place });
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  /** Writes bytes, without waiting. */
  send(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** A request of these lines, with an empty one after them. */
  request(...lines: readonly string[]): this {
    return this.send(`${lines.join("\r\n")}\r\n\r\n`);
  }

  get received(): string {
    return this.#received;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Waits until what was received contains the text, and returns everything. @throws Error when it ends before. */
  untilText(text: string): Promise<string> {
    return this.until((received) => received.includes(text));
  }

  /** Waits until what was received is enough, and returns everything. @throws Error when it ends before. */
  async until(isEnough: (received: string) => boolean): Promise<string> {
    while (!isEnough(this.#received)) {
      if (this.#isEnded) throw new Error(`ended after ${JSON.stringify(this.#received.slice(-500))}`);
      await this.#next();
    }
    return this.#received;
  }

  /** Waits until the server has ended the connection, and returns everything received. */
  async ended(): Promise<string> {
    while (!this.#isEnded) await this.#next();
    return this.#received;
  }

  #next(): Promise<void> {
    return new Promise((resolve) => (this.#onReceived = resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.ended();
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly headers: string;
  readonly body: string;
  /** Whether a body of the length that the head announces has come; without a length it ends with the connection. */
  readonly isWhole: boolean;
}

/** The first answer in what was received, whose body ends with the connection or by its length. */
export function parseAnswer(received: string): RawAnswer {
  const split = received.indexOf("\r\n\r\n");
  const headers = received.slice(0, split);
  const announced = /^content-length: (\d+)/im.exec(headers)?.[1];
  const length = Number(announced ?? received.length);
  return {
    isWhole: split >= 0 && announced !== undefined && received.length >= split + 4 + length,
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(headers)?.[1]),
    contentType: /^content-type: (.*)$/im.exec(headers)?.[1],
    headers,
    body: received.slice(split + 4, split + 4 + length),
  };
}
