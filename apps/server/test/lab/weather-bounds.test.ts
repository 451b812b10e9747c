// What one client can hold by the lab's own ports: connections that the weather delays, that the server has ended already, and bytes
// on the way. Against a real server, from addresses of this machine.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { decodeLabAnswer, routes, WEATHERS, type Weather } from "@hydra/protocol";
import { expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";

const CLIENT = "127.0.1.1";
const OTHER = "127.0.1.2";
/** Refused connections of a client that may wait for their answers. */
const MAX_REFUSED = 64;
const KIB = 1_024;
const LONG_DELAY: Weather = { ...WEATHERS.none, delayMs: 10_000 };

async function weatherPort({ url }: RunningServer, weather: Weather): Promise<number> {
  const body = JSON.stringify({ labId: "bounds", weather });
  const headers = { "content-type": "application/json" };
  const set = await fetch(url + routes.labWeather, { method: "PUT", headers, body });
  expect(set.status).toBe(200);
  return decodeLabAnswer(await (await fetch(url + routes.lab)).text()).weatherPort ?? 0;
}

/** Clients that send something and never end; the reasons of those that are cut. */
class Crowd implements AsyncDisposable {
  readonly #sockets: Socket[] = [];
  cut = 0;

  async connect(
    port: number,
    localAddress: string,
    { count, sends }: { count: number; sends: string | Buffer },
  ) {
    for (let n = 0; n < count; n += 1) {
      const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
      socket.on("error", () => undefined).once("close", () => (this.cut += 1));
      socket.resume().write(sends);
      this.#sockets.push(socket);
      // The system lets no more than 511 wait to be accepted.
      if (n % 100 === 99) await once(socket, "connect").catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await expect.poll(() => this.cut).toBe(this.#sockets.length);
  }
}

const openConnections = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === "TCPSocketWrap").length;

it("[PR19] a connection counts as its client's while the weather still delays it", async () => {
  const max = 5;
  await using server = await startServer({ maxConnectionsPerAddress: max });
  const port = await weatherPort(server, LONG_DELAY);
  await using crowd = new Crowd();
  await crowd.connect(port, CLIENT, { count: 300, sends: "GET / HTTP/1.1\r\n" });
  await expect.poll(() => crowd.cut).toBe(300 - max - MAX_REFUSED);
  await using others = new Crowd();
  await others.connect(port, OTHER, { count: max, sends: "GET / HTTP/1.1\r\n" });
  await weatherPort(server, WEATHERS.none);
  expect(others.cut).toBe(0);
});

it("[PR83] what the server has ended ends, also when its client does not", { timeout: 60_000 }, async () => {
  await using server = await startServer({}, { timings: { requestTimeoutMs: 3_000 } });
  const port = await weatherPort(server, WEATHERS.none);
  const before = openConnections();
  await using crowd = new Crowd();
  await crowd.connect(port, CLIENT, { count: 50, sends: "GET / HTTP/1.1\r\nX: y" });
  await expect.poll(() => openConnections() - before).toBeGreaterThan(100);
  // Their own ends are left, and what fetch keeps.
  await expect.poll(() => openConnections() - before, { timeout: 30_000 }).toBeLessThanOrEqual(52);
  expect(crowd.cut).toBe(0);
});

it("[PR83] bytes on the way are bounded for a client, and another loses nothing by it", async () => {
  // Nothing else is to end them, however long it takes.
  await using server = await startServer({}, { timings: { requestTimeoutMs: 120_000 } });
  const port = await weatherPort(server, { ...WEATHERS.none, bytesPerSecond: 1 });
  await using others = new Crowd();
  await others.connect(port, OTHER, { count: 20, sends: Buffer.alloc(100 * KIB) });
  await using crowd = new Crowd();
  await crowd.connect(port, CLIENT, { count: 400, sends: Buffer.alloc(300 * KIB) });
  // 117 MiB, of which 64 may be held.
  await expect.poll(() => crowd.cut).toBeGreaterThan(100);
  expect(crowd.cut).toBeLessThan(300);
  expect(others.cut).toBe(0);
});
