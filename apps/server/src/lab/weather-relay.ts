// The weather: a TCP relay in front of the server's own port, the same for every lane that goes through it. Works on
// bytes, so HTTP, event streams and sockets meet the same network.
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { WEATHERS, type Weather } from "@hydra/protocol";
import { addressOf } from "../listening-address.ts";
import { clientPrefix } from "../plugins/client-address.ts";
import { HeldBytes } from "./held-bytes.ts";
import { pipeThroughWeather, type PipeOptions } from "./impaired-pipe.ts";

export interface WeatherRelay {
  readonly port: number;
  /** The same weather, and a reader that takes answers slowly. */
  readonly slowPort: number;
  readonly weather: Weather;
  change(weather: Weather): void;
  /** Resets every connection, and makes none for so long. */
  cut(cutMs: number): void;
  close(): void;
}

const MIB = 1_048_576;
/** On the way, and waiting for peers that do not read: a connection may have half a MiB, which few of a lab's ever have. */
const MAX_HELD_BYTES = { perClient: 64 * MIB, total: 256 * MIB };
/** A client that does not end what the server has ended is cut after as long as the weather may take, and so much more. */
const LINGER_MS = 2_000;

export interface RelayedClients {
  /** Called with each client before anything else, and may reset it. */
  onClient(client: Socket): void;
  /** Makes the connection to the server on behalf of a client. */
  connectFor(client: Socket): Socket;
}

/** Far enough from the server's port that a neighbour's next to it is not taken. */
const PORT_DISTANCE = 10_000;
/** Below the ports that systems give where any port is asked for. */
const HIGH_PORTS = 32_768;

/**
 * A relay on two ports of its own beside `port` of the same host: the same ones for the same `port`, so that pages which
 * outlive a restart find them again; others when those are taken.
 */
export async function startWeatherRelay(
  { host, port }: { readonly host: string; readonly port: number },
  { onClient, connectFor }: RelayedClients,
): Promise<WeatherRelay> {
  const sockets = new Set<Socket>();
  let weather: Weather = WEATHERS.none;
  let cutUntil = 0;
  const held = new HeldBytes(MAX_HELD_BYTES);

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    return socket;
  }

  function relay(client: Socket, isSlowReader: boolean): void {
    keep(client);
    if (performance.now() < cutUntil) client.resetAndDestroy();
    else onClient(client);
    if (client.destroyed) return;
    // TCP's own handshake takes a round trip; here it is taken before the first byte goes on.
    client.pause();
    const timer = setTimeout(() => {
      const part = held.of(clientPrefix(client.remoteAddress));
      pipeBothWays([client, keep(connectFor(client))], { weather: () => weather, isSlowReader, held: part });
    }, 2 * weather.delayMs);
    client.once("close", () => clearTimeout(timer));
  }

  const [servers, ports] = await listenTwice({ host, port }, relay);

  return {
    ...ports,
    get weather() {
      return weather;
    },
    change(changed) {
      weather = changed;
    },
    cut(cutMs) {
      cutUntil = performance.now() + cutMs;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function pipeBothWays(
  [client, upstream]: readonly [Socket, Socket],
  through: Pick<PipeOptions, "weather" | "isSlowReader" | "held">,
): void {
  pipeThroughWeather({ from: client, to: upstream, isAnswer: false, ...through });
  pipeThroughWeather({ from: upstream, to: client, isAnswer: true, ...through });
  upstream.once("end", () => {
    const { delayMs, jitterMs, bufferMs } = through.weather();
    client.setTimeout(delayMs + jitterMs + bufferMs + LINGER_MS, () => client.destroy());
  });
}

async function listenTwice(
  { host, port: mainPort }: { host: string; port: number },
  onClient: (client: Socket, isSlowReader: boolean) => void,
): Promise<[Server[], Pick<WeatherRelay, "port" | "slowPort">]> {
  const servers = [false, true].map((isSlowReader) =>
    createServer({ allowHalfOpen: true }, (client) => onClient(client, isSlowReader)),
  );
  const step = mainPort < HIGH_PORTS ? PORT_DISTANCE : -PORT_DISTANCE;
  const [port = 0, slowPort = 0] = await Promise.all(
    servers.map((server, index) => listen(server, { host, port: mainPort + (index + 1) * step })),
  );
  return [servers, { port, slowPort }];
}

/** On that port, or on a free one. */
async function listen(server: Server, place: { host: string; port: number }): Promise<number> {
  await listenAt(server, place).catch(() => listenAt(server, { ...place, port: 0 }));
  return addressOf(server).port;
}

async function listenAt(server: Server, place: { host: string; port: number }): Promise<void> {
  server.listen(place);
  await once(server, "listening");
}
