// Where the weather is found. What it does to bytes is impaired-pipe's and the lab's own test's.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { expect, it } from "vitest";
import { startWeatherRelay, type WeatherRelay } from "../../src/lab/weather-relay.ts";

const HOST = "127.0.0.1";

async function listening(port = 0): Promise<AsyncDisposable & { readonly port: number }> {
  const server: Server = createServer((socket) => socket.end("hello")).listen(port, HOST);
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

const start = (port: number): Promise<WeatherRelay> =>
  startWeatherRelay(
    { host: HOST, port },
    { onClient: () => undefined, connectFor: () => connect({ host: HOST, port }) },
  );

const portsOf = ({ port, slowPort }: WeatherRelay): readonly number[] => [port, slowPort];

it("[PR80] has the same ports after a restart, so that a page finds its lanes again", async () => {
  await using main = await listening();
  const before = await start(main.port);
  before.close();
  const after = await start(main.port);
  after.close();
  expect(portsOf(after)).toEqual(portsOf(before));
  expect(new Set([main.port, ...portsOf(after)]).size).toBe(3);
});

it("[PR80] takes other ports when its own are taken", async () => {
  await using main = await listening();
  const first = await start(main.port);
  const second = await start(main.port);
  expect(new Set([...portsOf(first), ...portsOf(second)]).size).toBe(4);
  first.close();
  second.close();
});

it.each([1, 32_767, 32_768, 65_535])("[PR80] finds ports for a server at %i", async (port) => {
  const relay = await start(port);
  relay.close();
  for (const own of portsOf(relay)) {
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThanOrEqual(65_535);
  }
});
