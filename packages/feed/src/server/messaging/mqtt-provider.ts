// Any MQTT 3.1.1 broker by its address: a room is a topic, with `/snapshot` (retained) and `/delta` below it, at QoS 0. The protocol
// itself is the package `mqtt`, an optional peer that is imported when a provider is made. SPEC MG20–MG24.
import { Socket } from "node:net";
import type { IClientOptions, MqttClient } from "mqtt";
import { milliseconds, whole, type Bounds } from "../../wire/bounds.ts";
import { brokerAddress } from "./broker-address.ts";
import {
  BYTES,
  checkRoom,
  checkSettings,
  checkSize,
  MessagingError,
  type MessagingCaps,
  type MessagingProvider,
  type MessagingState,
  RATE,
  type RoomMessage,
} from "./provider.ts";
import { StateHolder } from "./state-holder.ts";

/** PEM, as `node:tls` takes them. */
export interface BrokerTls {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** Default true. */
  readonly rejectUnauthorized?: boolean;
}

export interface MqttProviderOptions {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`; user and password may stand in it, percent-encoded. */
  readonly url: string;
  /** Before those of the URL. */
  readonly username?: string;
  readonly password?: string;
  readonly tls?: BrokerTls;
  /** Unlike every other client's of the broker. Default a random one. */
  readonly clientId?: string;
  /** Of one room. Default 50: a frame each 50 ms, and the snapshots. */
  readonly messagesPerSecond?: number;
  /** Default 1,000,000: with its topic less than what NATS takes by default (`max_payload`, 1 MiB), which ends the connection over more. */
  readonly maxBytes?: number;
  /** Between two attempts to connect. Default 1,000. */
  readonly retryMs?: number;
  /** From the beginning of an attempt to the broker's CONNACK. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** A broker that answers no PINGREQ for one and a half of it is given up. Default 10. */
  readonly keepAliveSeconds?: number;
  /** Why it cannot connect, or why a connection ended. It goes on trying. */
  readonly onError?: (error: Error) => void;
}

const MESSAGES_PER_SECOND = 50;
const MAX_BYTES = 1_000_000;
const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_SECONDS = 10;
const NUMBERS: Bounds = {
  messagesPerSecond: RATE,
  maxBytes: BYTES,
  retryMs: milliseconds(),
  connectTimeoutMs: milliseconds(),
  // §3.1.2.10; 0 would have a broker that is gone go unnoticed.
  keepAliveSeconds: whole(1, 65_535),
};

/**
 * Resolves without waiting for the broker, which need not be there yet.
 * @throws MessagingError `invalid-settings` for an address that is none, another option that is wrong (by its name), or when the package `mqtt` is not installed
 */
export async function createMqttProvider(options: MqttProviderOptions): Promise<MessagingProvider> {
  checkSettings(options, NUMBERS, ["onError"]);
  const address = brokerAddress(options);
  const { connect } = await loadMqtt();
  const { clientId, retryMs = RETRY_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS, tls } = options;
  const settings: IClientOptions = {
    ...tls,
    ...address.credentials,
    ...(clientId === undefined ? {} : { clientId }),
    protocolVersion: 4,
    clean: true,
    resubscribe: false,
    // What was published while there was no connection would go out late (MG4).
    queueQoSZero: false,
    keepalive: options.keepAliveSeconds ?? KEEP_ALIVE_SECONDS,
    reconnectPeriod: retryMs,
    // Credentials may be mended at the broker.
    reconnectOnConnackError: true,
    connectTimeout: connectTimeoutMs,
  };
  try {
    return new MqttProvider(connect(address.url, settings), options);
  } catch (error) {
    // What the library itself cannot use: an IPv6 address over WebSocket, for one.
    const { message } = asError(error);
    throw new MessagingError("invalid-settings", `The broker's address cannot be used: ${message}`, {
      cause: error,
    });
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function loadMqtt(): Promise<typeof import("mqtt")> {
  try {
    return await import("mqtt");
  } catch (error) {
    throw new MessagingError("invalid-settings", 'The package "mqtt" is not installed.', { cause: error });
  }
}

class MqttProvider implements MessagingProvider {
  readonly caps: MessagingCaps;
  readonly #client: MqttClient;
  readonly #state = new StateHolder();
  /** How to reject each publish that the connection has not taken yet. */
  readonly #waiting = new Set<(error: MessagingError) => void>();
  #isClosed = false;

  constructor(client: MqttClient, options: MqttProviderOptions) {
    const { messagesPerSecond = MESSAGES_PER_SECOND, maxBytes = MAX_BYTES, onError } = options;
    this.caps = { messagesPerSecond, maxBytes, retains: true };
    this.#client = client;
    client.on("connect", () => {
      sendAtOnce(client);
      this.#state.set(this.#isClosed ? "down" : "up");
    });
    client.on("close", () => this.#lose("The connection to the broker has ended."));
    client.on("error", (error) => onError?.(error));
  }

  get state(): MessagingState {
    return this.#state.state;
  }

  onState(listener: (state: MessagingState) => void): () => void {
    return this.#state.onState(listener);
  }

  async publish(room: string, message: RoomMessage): Promise<void> {
    checkRoom(room);
    checkSize(message, this.caps);
    await this.#publish(`${room}/${message.kind}`, message.payload, message.kind === "snapshot");
  }

  /** A retained message without a payload removes the one that is there (MQTT 3.1.1 §3.3.1.3). */
  async clear(room: string): Promise<void> {
    checkRoom(room);
    await this.#publish(`${room}/snapshot`, Buffer.alloc(0), true);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lose("The provider is closed.");
    // A broker that does not read would be waited for.
    await this.#client.endAsync(true);
  }

  #publish(topic: string, payload: Buffer, retain: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.state !== "up")
        return reject(new MessagingError("unavailable", "There is no connection to the broker."));
      this.#waiting.add(reject);
      // Called when the connection can take more; not at all when it ends before.
      this.#client.publish(topic, payload, { qos: 0, retain }, (error) => {
        this.#waiting.delete(reject);
        if (error) reject(new MessagingError("unavailable", error.message, { cause: error }));
        else resolve();
      });
    });
  }

  #lose(why: string): void {
    for (const reject of this.#waiting) reject(new MessagingError("unavailable", why));
    this.#waiting.clear();
    this.#state.set("down");
  }
}

/** Without waiting for the acknowledgement of what was sent before (RFC 896), as a second small packet otherwise does. */
function sendAtOnce({ stream }: MqttClient): void {
  if (stream instanceof Socket) stream.setNoDelay(true);
}
