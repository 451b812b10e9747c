// A server behind labs' weathers whose answers a test writes itself, and clients that have the bytes as they come.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { WEATHERS, type Weather } from "@hydra/protocol";
import { expect, vi } from "vitest";
import { LabWeathers } from "../../src/lab/lab-weathers.ts";

export const HOST = "127.0.0.1";
const CLIENT = "127.0.0.1";

export class WeatheredOrigin implements AsyncDisposable {
  readonly server: Server;
  readonly weathers: LabWeathers;
  readonly requests: IncomingMessage[] = [];
  readonly #leave = new Map<string, () => void>();

  private constructor(server: Server, weathers: LabWeathers) {
    this.server = server;
    this.weathers = weathers;
  }

  static async open(
    answer: (response: ServerResponse, request: IncomingMessage) => void,
  ): Promise<WeatheredOrigin> {
    // It ends no connection by itself.
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      origin.requests.push(request);
      answer(response, request);
    });
    server.listen(0, HOST);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const weathers = await LabWeathers.open(
      { host: HOST, port },
      {
        onClient: () => undefined,
        accept: (socket) => server.emit("connection", socket),
      },
    );
    const origin: WeatheredOrigin = new WeatheredOrigin(server, weathers);
    return origin;
  }

  /** A lab with that weather. @returns its port */
  lab(part: Partial<Weather>, labId = "one"): number {
    const weather = { ...WEATHERS.none, ...part };
    this.#leave.set(labId, this.weathers.take({ labId, client: CLIENT }));
    const relay = this.weathers.of(labId);
    relay.change({ weather, seed: 1 });
    return relay.port;
  }

  /** The lab goes away. */
  leave(labId: string): void {
    this.#leave.get(labId)?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.weathers.close();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

/** A connection, and what came over it. */
export class Reader implements Disposable {
  readonly socket: Socket;
  text = "";
  isClosed = false;

  constructor(port: number, localAddress = CLIENT) {
    this.socket = connect({ port, host: HOST, localAddress });
    this.socket.on("data", (bytes: Buffer) => (this.text += bytes.toString("latin1")));
    this.socket.on("error", () => undefined);
    this.socket.once("close", () => (this.isClosed = true));
  }

  request(path: string, ...lines: string[]): this {
    const line = path.includes(" ") ? path : `GET ${path}`;
    const head = [/ HTTP\/1\.[01]$/.test(line) ? line : `${line} HTTP/1.1`, "Host: x", ...lines];
    this.socket.write(`${head.join("\r\n")}\r\n\r\n`);
    return this;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** Holds what is unfinished for ever, but for what asks not to be held. */
export const HOLDING: Partial<Weather> = { bufferBytes: 4_096, bufferMs: null };
const PATIENCE = { timeout: 20_000 };
export const eventually = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, PATIENCE);

/** Whatever was on its way when it is called has arrived when it returns, if nothing holds it: a whole exchange took place meanwhile. */
export async function afterAnExchange(port: number): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    using other = new Reader(port).request("/finished");
    await eventually(() => expect(other.text).toContain("finished"));
  }
}

/** A client that has asked for what the origin has begun to answer, and has nothing of it. */
export async function heldBack(port: number, responses: readonly ServerResponse[]): Promise<Reader> {
  const reader = new Reader(port).request("/");
  await eventually(() => expect(responses).toHaveLength(1));
  await afterAnExchange(port);
  expect(reader.text).toBe("");
  return reader;
}

/** An origin whose answers the test begins and goes on with; `/finished` is answered at once. */
export async function openOrigin(begin: (response: ServerResponse) => void) {
  const responses: ServerResponse[] = [];
  const origin = await WeatheredOrigin.open((response, { url }) => {
    if (url === "/finished") return void response.end("finished");
    responses.push(response);
    begin(response);
  });
  return { origin, responses };
}
