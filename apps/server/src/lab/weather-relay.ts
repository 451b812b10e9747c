// The weather: a TCP relay in front of the server's own port, the same for every lane that goes through it. Works on
// bytes, so HTTP, event streams and sockets meet the same network.
import { connect, createServer, type Server, type Socket } from "node:net";
import { WEATHERS, type Weather } from "@hydra/protocol";
import { pipeThroughWeather } from "./impaired-pipe.ts";

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

/** A relay to `port` on the same host, on two free ports of its own. */
export async function startWeatherRelay(host: string, port: number): Promise<WeatherRelay> {
  const sockets = new Set<Socket>();
  let weather: Weather = WEATHERS.none;
  let cutUntil = 0;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    return socket;
  }

  function relay(client: Socket, isSlowReader: boolean): void {
    keep(client);
    if (performance.now() < cutUntil) {
      client.resetAndDestroy();
      return;
    }
    // TCP's own handshake takes a round trip; here it is taken before the first byte goes on.
    client.pause();
    const timer = setTimeout(() => {
      const upstream = keep(connect({ host, port, allowHalfOpen: true }));
      const through = { weather: () => weather, isSlowReader };
      pipeThroughWeather({ from: client, to: upstream, isAnswer: false, ...through });
      pipeThroughWeather({ from: upstream, to: client, isAnswer: true, ...through });
    }, 2 * weather.delayMs);
    client.once("close", () => clearTimeout(timer));
  }

  const [servers, ports] = await listenTwice(host, relay);

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

async function listenTwice(
  host: string,
  onClient: (client: Socket, isSlowReader: boolean) => void,
): Promise<[Server[], Pick<WeatherRelay, "port" | "slowPort">]> {
  const servers = [false, true].map((isSlowReader) =>
    createServer({ allowHalfOpen: true }, (client) => onClient(client, isSlowReader)),
  );
  const [port = 0, slowPort = 0] = await Promise.all(servers.map((server) => listen(server, host)));
  return [servers, { port, slowPort }];
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the weather has no port");
  return address.port;
}
