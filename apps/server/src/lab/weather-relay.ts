// One lab's weather: a TCP relay in front of the server, on two ports of its own. Works on bytes, so HTTP, event streams and sockets
// meet the same network; where there is a proxy on it, bytes go through that before they reach the server (http-hop.ts).
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { hasProxy, WEATHERS, type Weather } from "@hydra/protocol";
import { addressOf } from "../listening-address.ts";
import { clientPrefix } from "../plugins/client-address.ts";
import type { HeldBytes, HeldPart } from "./held-bytes.ts";
import type { HopLink } from "./http-hop.ts";
import { pipeThroughWeather, type PipeOptions } from "./impaired-pipe.ts";
import { SeededJitter } from "./seeded-jitter.ts";

/** A client that does not end what the server has ended is cut after as long as the weather may take, and so much more. */
const LINGER_MS = 2_000;

/** What stands behind all labs' relays. */
export interface RelayBacking {
  /** Called with each client before anything else, and may reset it. */
  onClient(client: Socket): void;
  /** Makes the connection to the server on behalf of a client. */
  connectFor(client: Socket): Socket;
  /** The same, through the proxy on the way. */
  connectThroughProxy(client: Socket, link: HopLink): Socket;
  readonly held: HeldBytes;
}

export interface RelayPlace {
  readonly host: string;
  /** Wished for, for quick readers and for slow ones; others where they are taken. */
  readonly ports: readonly [number, number];
}

export interface WeatherChange {
  readonly weather: Weather;
  readonly seed: number;
  readonly runId?: string | undefined;
}

export class WeatherRelay {
  readonly #backing: RelayBacking;
  readonly #servers: readonly [Server, Server];
  readonly #sockets = new Set<Socket>();
  readonly #jitter = new SeededJitter(0);
  #change: WeatherChange = { weather: WEATHERS.none, seed: 0 };
  #cutUntil = 0;
  #portalUntil = 0;

  private constructor(backing: RelayBacking) {
    this.#backing = backing;
    const serve = (isSlowReader: boolean): Server =>
      createServer({ allowHalfOpen: true }, (client) => this.#relay(client, isSlowReader));
    this.#servers = [serve(false), serve(true)];
  }

  static async open({ host, ports }: RelayPlace, backing: RelayBacking): Promise<WeatherRelay> {
    const relay = new WeatherRelay(backing);
    const [quick, slow] = relay.#servers;
    await Promise.all([listen(quick, { host, port: ports[0] }), listen(slow, { host, port: ports[1] })]);
    return relay;
  }

  get port(): number {
    return addressOf(this.#servers[0]).port;
  }

  /** The same weather, and a reader that takes answers slowly. */
  get slowPort(): number {
    return addressOf(this.#servers[1]).port;
  }

  /** Takes effect on open connections; they are reset where there is another proxy on the way than before, or one no longer. */
  change(change: WeatherChange): void {
    const before = this.#change;
    this.#change = change;
    if (change.seed !== before.seed || change.runId !== before.runId) this.#jitter.restart(change.seed);
    if (proxyOf(change.weather) !== proxyOf(before.weather)) this.#resetAll();
  }

  /** Resets every connection, and makes none for so long. */
  cut(cutMs: number): void {
    this.#portalUntil = 0;
    this.#cutUntil = performance.now() + cutMs;
    this.#resetAll();
  }

  /** Resets every connection; a captive portal answers on new ones for so long. */
  lockIn(portalMs: number): void {
    this.#cutUntil = 0;
    this.#portalUntil = performance.now() + portalMs;
    this.#resetAll();
  }

  /** No weather, for the next lab; connections of the last one end. */
  clear(): void {
    this.#change = { weather: WEATHERS.none, seed: 0 };
    this.#jitter.restart(0);
    this.cut(0);
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }

  #relay(client: Socket, isSlowReader: boolean): void {
    this.#keep(client);
    if (performance.now() < this.#cutUntil) client.resetAndDestroy();
    else this.#backing.onClient(client);
    if (client.destroyed) return;
    // TCP's own handshake takes a round trip; here it is taken before the first byte goes on.
    client.pause();
    const weather = (): Weather => this.#change.weather;
    const timer = setTimeout(() => {
      // Its end is announced a turn after it.
      if (client.destroyed) return;
      const held = this.#backing.held.of(clientPrefix(client.remoteAddress));
      const through = { weather, isSlowReader, held, jitter: this.#jitter.connection() };
      pipeBothWays([client, this.#keep(this.#connectFor(client, held))], through);
    }, 2 * weather().delayMs);
    client.once("close", () => clearTimeout(timer));
  }

  #connectFor(client: Socket, held: HeldPart): Socket {
    const isPortal = (): boolean => performance.now() < this.#portalUntil;
    const { weather } = this.#change;
    if (!hasProxy(weather) && !isPortal()) return this.#backing.connectFor(client);
    return this.#backing.connectThroughProxy(client, { client, weather, held, isPortal });
  }
}

/** What a proxy does, as a text: the same where it does the same. */
function proxyOf(weather: Weather): string {
  const { bufferBytes, bufferMs, honoursAccelBuffering, refusesUpgrades, idleMs } = weather;
  return hasProxy(weather)
    ? JSON.stringify([bufferBytes, bufferMs, honoursAccelBuffering, refusesUpgrades, idleMs])
    : "";
}

function pipeBothWays(
  [client, upstream]: readonly [Socket, Socket],
  through: Pick<PipeOptions, "weather" | "isSlowReader" | "held" | "jitter">,
): void {
  pipeThroughWeather({ from: client, to: upstream, isAnswer: false, ...through });
  pipeThroughWeather({ from: upstream, to: client, isAnswer: true, ...through });
  upstream.once("end", () => {
    const { delayMs, jitterMs } = through.weather();
    client.setTimeout(delayMs + jitterMs + LINGER_MS, () => client.destroy());
  });
}

/** On that port, or on a free one. */
async function listen(server: Server, place: { host: string; port: number }): Promise<void> {
  await listenAt(server, place).catch(() => listenAt(server, { ...place, port: 0 }));
}

async function listenAt(server: Server, place: { host: string; port: number }): Promise<void> {
  server.listen(place);
  await once(server, "listening");
}
