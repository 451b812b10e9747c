// The clients of the embedded broker: a bound on their number, in all and of each address, and their end when the server stops.
import { FeedError } from "../../wire/problem.ts";
import type { MqttConnection } from "./mqtt-connection.ts";

/** `clients`: in all (`maxConnections`); `address`: of one (`maxConnectionsPerAddress`). */
export type TooMany = "clients" | "address";

export interface ClientsOptions {
  /** In all. */
  readonly max: number;
  readonly maxPerAddress: number;
}

/** Connections end and begin by the second. */
const RETRY_AFTER_MS = 1_000;
/** As in the hub: clients of a server that restarts reconnect spread over this long. */
const RESTART_SPREAD_MS = 1_000;

export class Clients {
  readonly #options: ClientsOptions;
  readonly #connections = new Set<MqttConnection>();
  readonly #byAddress = new Map<string, number>();
  #nextId = 1;

  constructor(options: ClientsOptions) {
    this.#options = options;
  }

  /** Whether one more would be too many, and of what; undefined: it would not. */
  refusalOf(address: string): TooMany | undefined {
    const { max, maxPerAddress } = this.#options;
    if (this.#connections.size >= max) return "clients";
    return this.#of(address) >= maxPerAddress ? "address" : undefined;
  }

  /** @param open makes the connection, of an id that no other has; it calls `onClosed` once, when it has gone */
  add(address: string, open: (id: string, onClosed: () => void) => MqttConnection): MqttConnection {
    const connection = open(String(this.#nextId), () => {
      this.#connections.delete(connection);
      this.#count(address, -1);
    });
    this.#nextId += 1;
    this.#connections.add(connection);
    this.#count(address, 1);
    return connection;
  }

  /** Each with a hint that spreads their return. */
  endAll(): void {
    for (const connection of this.#connections) connection.end("restart", Math.random() * RESTART_SPREAD_MS);
  }

  #of(address: string): number {
    return this.#byAddress.get(address) ?? 0;
  }

  #count(address: string, change: number): void {
    const count = this.#of(address) + change;
    if (count > 0) this.#byAddress.set(address, count);
    else this.#byAddress.delete(address);
  }
}

export function errorOf(tooMany: TooMany): FeedError {
  const from = tooMany === "address" ? " from your address" : "";
  return new FeedError("rate-limited", `Too many clients are connected${from}.`, RETRY_AFTER_MS);
}
