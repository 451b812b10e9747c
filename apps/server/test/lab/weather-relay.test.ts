// Where a lab's weather is found, and what each lab has for itself. What it does to bytes and to HTTP is tested apart.
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WEATHERS } from "@hydra/protocol";
import { expect, it, vi } from "vitest";
import { LabWeathers, MAX_WEATHERS } from "../../src/lab/lab-weathers.ts";
import { HOST, Reader, WeatheredOrigin } from "./weathered-origin.ts";

async function listening(port = 0): Promise<AsyncDisposable & { readonly port: number }> {
  const server: Server = createServer().listen(port, HOST);
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

const open = (port: number): Promise<LabWeathers> =>
  LabWeathers.open({ host: HOST, port }, { onClient: () => undefined, accept: (socket) => socket.destroy() });

const claim = (labId: string, client = "192.0.2.1", weatherPort?: number) => ({
  labId,
  client,
  ...(weatherPort === undefined ? {} : { weatherPort }),
});

const busy = expect.objectContaining({ code: "lab-busy" }) as Error;

it("[PR80] has the same ports after a restart, so that a page finds its lanes again", async () => {
  await using main = await listening();
  const before = await open(main.port);
  const { ports } = before;
  before.close();
  const after = await open(main.port);
  expect(new Set([main.port, ...ports]).size).toBe(1 + 2 * MAX_WEATHERS.total);
  // On a shared machine some may be another program's; those lie anywhere.
  const isOwn = (port: number): boolean => Math.abs(port - main.port) % 10_000 < MAX_WEATHERS.total;
  const own = ports.filter(isOwn);
  expect(own.length).toBeGreaterThan(MAX_WEATHERS.total);
  expect(after.ports).toEqual(expect.arrayContaining(own));
  after.close();
});

it("[PR80] takes other ports when its own are taken", async () => {
  await using main = await listening();
  const first = await open(main.port);
  const second = await open(main.port);
  expect(new Set([...first.ports, ...second.ports]).size).toBe(4 * MAX_WEATHERS.total);
  first.close();
  second.close();
});

it.each([1, 32_767, 32_768, 65_535])("[PR80] finds ports for a server at %i", async (port) => {
  const weathers = await open(port);
  for (const own of weathers.ports) {
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThanOrEqual(65_535);
  }
  weathers.close();
});

it("[PR120] gives each lab ports of its own, and after a restart those that it names where they are free", async () => {
  const weathers = await open(1);
  weathers.take(claim("one"));
  const giveBack = weathers.take(claim("two"));
  const [one, two] = [weathers.of("one"), weathers.of("two")];
  expect(new Set([one.port, one.slowPort, two.port, two.slowPort]).size).toBe(4);
  giveBack();
  const [last = 0] = weathers.ports.slice(-2);
  weathers.take(claim("three", "192.0.2.1", last));
  expect(weathers.of("three").port).toBe(last);
  weathers.take(claim("four", "192.0.2.1", last));
  expect(weathers.of("four").port).toBe(two.port);
  weathers.close();
});

it("[PR121] has so many for one network and so many in all, and room again when one has left", async () => {
  const weathers = await open(1);
  const { perClient, total } = MAX_WEATHERS;
  const taken = Array.from({ length: total }, (_, n) =>
    weathers.take(claim(`lab-${n}`, `192.0.2.${Math.floor(n / perClient)}`)),
  );
  expect(() => weathers.take(claim("more", "192.0.2.0"))).toThrow(busy);
  expect(() => weathers.take(claim("more", "198.51.100.1"))).toThrow(busy);
  taken[0]?.();
  weathers.take(claim("more", "198.51.100.1"));
  weathers.close();
});

it("[PR120] two labs have their own weather at once, and a lab that leaves takes its connections along", async () => {
  const delayMs = 300;
  await using origin = await WeatheredOrigin.open((response) => response.end("finished"));
  const late = origin.lab({ delayMs }, "late");
  const clear = origin.lab({}, "clear");
  const startedAt = performance.now();
  const took = async (port: number): Promise<number> => {
    using reader = new Reader(port).request("/");
    await vi.waitFor(() => expect(reader.text).toContain("finished"), { timeout: 20_000, interval: 5 });
    return performance.now() - startedAt;
  };
  const [lateMs, clearMs] = await Promise.all([took(late), took(clear)]);
  // Four ways: the handshake's round trip and the request's.
  expect(lateMs).toBeGreaterThanOrEqual(4 * delayMs - 4);
  expect(clearMs).toBeLessThan(lateMs);
  using kept = new Reader(clear).request("/");
  await vi.waitFor(() => expect(kept.text).toContain("finished"));
  origin.leave("late");
  using other = new Reader(clear).request("/");
  await vi.waitFor(() => expect(other.text).toContain("finished"));
  expect(kept.isClosed).toBe(false);
  origin.leave("clear");
  await vi.waitFor(() => expect([kept.isClosed, other.isClosed]).toEqual([true, true]), { timeout: 20_000 });
});

it("[PR120] open connections go with another proxy's coming and going, and stay for other changes", async () => {
  await using origin = await WeatheredOrigin.open((response) => response.end("finished"));
  const port = origin.lab({});
  const relay = origin.weathers.of("one");
  using reader = new Reader(port).request("/");
  await vi.waitFor(() => expect(reader.text).toContain("finished"));
  relay.change({ weather: { ...WEATHERS.none, delayMs: 1 }, seed: 2 });
  reader.text = "";
  reader.request("/");
  await vi.waitFor(() => expect(reader.text).toContain("finished"));
  relay.change({ weather: WEATHERS.nginx, seed: 2 });
  await vi.waitFor(() => expect(reader.isClosed).toBe(true), { timeout: 20_000 });
});
