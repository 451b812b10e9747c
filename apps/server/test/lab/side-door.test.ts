// The lab's own port into the server, which anything on this machine can reach: what connects there by itself is no client of the lab's.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SideDoor } from "../../src/lab/side-door.ts";

const HOST = "127.0.0.1";
/** Connections that wait for their clients at most. */
const MAX_UNKNOWN = 256;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Both ends of a client's connection. */
async function openClient(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const near = connect({ port: (server.address() as AddressInfo).port, host: HOST });
  const [far] = (await once(server, "connection")) as [Socket];
  server.close();
  return { near, far };
}

it("keeps few of those that nothing here made, and none for long", async () => {
  const accepted: Socket[] = [];
  const door = await SideDoor.open((socket) => accepted.push(socket));
  const { near, far } = await openClient();
  const own = door.connectFor(far);
  await once(own, "connect");
  let cut = 0;
  const strangers = Array.from({ length: 500 }, () =>
    connect({ port: own.remotePort ?? 0, host: HOST, localAddress: "127.0.2.9" })
      .on("error", () => undefined)
      .once("close", () => (cut += 1))
      .resume(),
  );
  await expect.poll(() => cut).toBe(500 - MAX_UNKNOWN);
  vi.advanceTimersByTime(1_000);
  await expect.poll(() => cut).toBe(500);
  expect(accepted.map(({ remotePort }) => remotePort)).toEqual([far.remotePort]);
  for (const socket of [near, far, own, ...accepted, ...strangers]) socket.destroy();
  door.close();
});

it("gives a client that comes as it closes a connection that has ended", async () => {
  const door = await SideDoor.open(() => undefined);
  const { near, far } = await openClient();
  door.close();
  const late = door.connectFor(far);
  await once(late, "close");
  expect(late.destroyed).toBe(true);
  near.destroy();
});
