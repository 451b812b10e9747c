// The weather: a TCP relay in front of the server's own port, the same for every lane that goes through it. Works on
// bytes, so HTTP, event streams and sockets meet the same network.
import { connect, createServer, type Socket } from "node:net";
import { WEATHERS, type Weather } from "@hydra/protocol";
import { pipeThroughWeather } from "./impaired-pipe.ts";

export interface WeatherRelay {
  readonly port: number;
  readonly weather: Weather;
  change(weather: Weather): void;
  /** Resets every connection, and makes none for so long. */
  cut(cutMs: number): void;
  close(): void;
}

/** A relay to `port` on the same host, on a free port of its own. */
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

  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (performance.now() < cutUntil) return client.resetAndDestroy();
    // TCP's own handshake takes a round trip; here it is taken before the first byte goes on.
    client.pause();
    const timer = setTimeout(() => {
      const upstream = keep(connect({ host, port, allowHalfOpen: true }));
      pipeThroughWeather({ from: client, to: upstream, weather: () => weather, isAnswer: false });
      pipeThroughWeather({ from: upstream, to: client, weather: () => weather, isAnswer: true });
    }, 2 * weather.delayMs);
    client.once("close", () => clearTimeout(timer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });

  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the weather has no port");

  return {
    port: address.port,
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
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
