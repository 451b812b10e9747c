// The bad-frame bench: breaks one rule on a connection of its own, over loopback, to an echo socket of this server, and
// reports both sides' bytes. Bounded in time, size and number; what it sends is a fixed table. SPEC PR96–PR98.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { ProtocolError, routes, type ViolationAnswer, type ViolationRequest } from "@hydra/protocol";
import { authorityOf } from "../../listening-address.ts";
import { badFrames } from "./bad-frames.ts";
import { clientHandshake } from "./bad-handshakes.ts";

/** Runs at a time, of all pages. */
const MAX_RUNS = 8;
/** A server that has sent nothing for so long after the violation is waiting for more. */
const PATIENCE_MS = 1_000;
/** After an answer over HTTP, which may leave the connection open for another request. */
const HTTP_PATIENCE_MS = 100;
/** Longer than any answer of an echo socket to what the table sends. */
const MAX_RECEIVED_BYTES = 64 * 1024;
const HEAD_END = "\r\n\r\n";

/** Where this server listens. */
export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
}

export class Bench {
  #address: ListeningAddress | undefined;
  #runs = 0;

  listen(address: ListeningAddress): void {
    this.#address = address;
  }

  /** @throws ProtocolError `lab-busy` while too many run, `unavailable` where there is nothing to connect to */
  async run(request: ViolationRequest): Promise<ViolationAnswer> {
    if (this.#address === undefined) throw new ProtocolError("unavailable", "This server has no address.");
    if (this.#runs >= MAX_RUNS) throw new ProtocolError("lab-busy", undefined, PATIENCE_MS);
    this.#runs += 1;
    try {
      return { ...request, ...(await violate(request, this.#address)) };
    } catch {
      throw new ProtocolError("unavailable", "The echo socket cannot be reached.");
    } finally {
      this.#runs -= 1;
    }
  }
}

type Outcome = Omit<ViolationAnswer, keyof ViolationRequest>;

async function violate({ violation, target }: ViolationRequest, address: ListeningAddress): Promise<Outcome> {
  const { host, port } = address;
  const handshake = clientHandshake(violation, {
    host: authorityOf(host, port),
    path: routes.labEcho(target),
    key: randomBytes(16).toString("base64"),
  });
  const frames = badFrames(violation);
  const exchange = new Exchange(connect({ host, port }));
  try {
    exchange.send(handshake);
    const isAnswered = await exchange.received(HEAD_END);
    if (isAnswered && frames !== undefined) exchange.send(frames);
    return await exchange.outcome(isAnswered && frames === undefined ? HTTP_PATIENCE_MS : PATIENCE_MS);
  } finally {
    exchange.close();
  }
}

/** One connection, and everything that went over it. */
class Exchange {
  readonly #socket: Socket;
  readonly #sent: Buffer[] = [];
  readonly #closed = Promise.withResolvers<"closed">();
  #received: Buffer = Buffer.alloc(0);
  #onReceived: () => void = () => undefined;
  #sentAt = performance.now();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]).subarray(0, MAX_RECEIVED_BYTES);
      this.#onReceived();
    });
    // A reset is an answer too; what was received before it counts.
    socket.on("error", () => undefined);
    socket.once("close", () => this.#closed.resolve("closed"));
  }

  send(bytes: Buffer): void {
    this.#sent.push(bytes);
    this.#sentAt = performance.now();
    this.#socket.write(bytes);
  }

  /** Whether the text comes before the connection ends or patience does. */
  async received(text: string): Promise<boolean> {
    const found = Promise.withResolvers<"found">();
    this.#onReceived = () => {
      if (this.#received.includes(text)) found.resolve("found");
    };
    return (await this.#within(found.promise, PATIENCE_MS)) === "found";
  }

  /** Waits for the end. @throws Error when nothing was received at all and the connection is gone */
  async outcome(patienceMs: number): Promise<Outcome> {
    const end = (await this.#within(this.#closed.promise, patienceMs)) === "closed" ? "closed" : "waiting";
    if (end === "closed" && this.#socket.bytesRead === 0) throw new Error("no answer");
    return {
      sent: Buffer.concat(this.#sent).toString("base64"),
      received: this.#received.toString("base64"),
      end,
      tookMs: performance.now() - this.#sentAt,
    };
  }

  close(): void {
    this.#socket.destroy();
  }

  async #within<T>(promise: Promise<T>, patienceMs: number): Promise<T | "closed" | "late"> {
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), patienceMs);
    try {
      return await Promise.race([promise, this.#closed.promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
