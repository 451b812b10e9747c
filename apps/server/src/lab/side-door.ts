// How the weather's connections reach the HTTP server of the same process: over TCP, as any, but by a port of their own, where
// each is taken for the client on whose behalf it was made. No byte that it sends names that client, so none has to be trusted.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { addressOf } from "../listening-address.ts";

/** A connection nobody here made has no client: it is cut after this long. */
const UNKNOWN_MS = 1_000;
const HOST = "127.0.0.1";

type Peer = Pick<Socket, "remoteAddress" | "remotePort" | "remoteFamily">;

interface Arrived {
  readonly socket: Socket;
  readonly timer: NodeJS.Timeout;
}

export class SideDoor {
  readonly #server: Server;
  /** Of connections that were made, by their local port: the clients they are for, until the server has them. */
  readonly #expected = new Map<number, Peer>();
  /** Those that the server does not have yet, by their remote port. */
  readonly #arrived = new Map<number, Arrived>();
  readonly #accept: (socket: Socket) => void;

  private constructor(accept: (socket: Socket) => void) {
    this.#accept = accept;
    // As Node's HTTP server has its sockets. They are read only when they have been accepted.
    const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    this.#server = createServer(options, (socket) => this.#arrive(socket));
  }

  /** @param accept takes a socket whose `remoteAddress` is the client's own */
  static async open(accept: (socket: Socket) => void): Promise<SideDoor> {
    const door = new SideDoor(accept);
    door.#server.listen(0, HOST);
    await once(door.#server, "listening");
    return door;
  }

  /** A connection to the server on behalf of a client. */
  connectFor({ remoteAddress, remotePort, remoteFamily }: Socket): Socket {
    const { port } = addressOf(this.#server);
    const socket = connect({ host: HOST, port, allowHalfOpen: true });
    socket.once("connect", () => {
      const { localPort = 0 } = socket;
      this.#expected.set(localPort, { remoteAddress, remotePort, remoteFamily });
      socket.once("close", () => this.#expected.delete(localPort));
      this.#match(localPort);
    });
    return socket;
  }

  close(): void {
    this.#server.close();
    for (const { socket } of this.#arrived.values()) socket.destroy();
  }

  #arrive(socket: Socket): void {
    const { remotePort = 0 } = socket;
    // As long as no client is known; the HTTP server has its own.
    socket.on("error", () => socket.destroy());
    const timer = setTimeout(() => {
      this.#arrived.delete(remotePort);
      socket.destroy();
    }, UNKNOWN_MS);
    this.#arrived.set(remotePort, { socket, timer });
    this.#match(remotePort);
  }

  #match(port: number): void {
    const [arrived, peer] = [this.#arrived.get(port), this.#expected.get(port)];
    if (arrived === undefined || peer === undefined) return;
    this.#expected.delete(port);
    this.#arrived.delete(port);
    clearTimeout(arrived.timer);
    const { socket } = arrived;
    for (const name of ["remoteAddress", "remotePort", "remoteFamily"] as const)
      Object.defineProperty(socket, name, { value: peer[name] });
    this.#accept(socket);
    socket.resume();
  }
}
