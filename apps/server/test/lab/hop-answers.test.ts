// What the proxy on the way answers or ends by itself: upgrades, silence, a portal; and what it may hold.
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { WEATHERS } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { afterAnExchange, eventually, openOrigin, Reader } from "./weathered-origin.ts";

it("[PR124] a proxy without upgrades answers them with a page of its own, and passes the rest", async () => {
  const { origin } = await openOrigin(() => undefined);
  await using _ = origin;
  const port = origin.lab({ refusesUpgrades: true });
  using reader = new Reader(port).request("/", "Connection: Upgrade", "Upgrade: websocket");
  await eventually(() => expect(reader.isClosed).toBe(true));
  expect(reader.text).toMatch(/^HTTP\/1.1 403 [^]*text\/html[^]*<html>/);
  expect(origin.requests).toEqual([]);
  await afterAnExchange(port);
});

describe("[PR125] an idle timeout", () => {
  const idleMs = 200;
  /** Longer than a busy machine stands still, where a stream that is not silent must not be cut. */
  const LONG_IDLE_MS = 2_000;

  it("ends a stream that is silent, and none that is not", async () => {
    const { origin, responses } = await openOrigin((response) => response.write("first"));
    await using _ = origin;
    const port = origin.lab({ idleMs: LONG_IDLE_MS });
    using silent = new Reader(port).request("/");
    using busy = new Reader(port).request("/");
    await eventually(() => expect(responses).toHaveLength(2));
    const [first, second] = responses as [ServerResponse, ServerResponse];
    const timer = setInterval(() => {
      for (const response of [first, second])
        if (response.req.socket.remotePort === busyPort) response.write("more");
    }, LONG_IDLE_MS / 40);
    const busyPort = busy.socket.localPort;
    await eventually(() => expect(silent.isClosed).toBe(true));
    expect(busy.isClosed).toBe(false);
    clearInterval(timer);
    await eventually(() => expect(busy.isClosed).toBe(true));
    expect(silent.text).not.toContain("\r\n0\r\n\r\n");
  });

  it("answers a request that is held for longer with 504", async () => {
    const { origin, responses } = await openOrigin(() => undefined);
    await using _ = origin;
    using reader = new Reader(origin.lab({ idleMs })).request("/");
    await eventually(() => expect(reader.isClosed).toBe(true));
    expect(reader.text).toMatch(/^HTTP\/1.1 504 [^]*<html>/);
    await eventually(() => expect(responses[0]?.destroyed).toBe(true));
  });

  it("goes on when the server's word on a body comes as the request is answered 504", async () => {
    const { origin } = await openOrigin(() => undefined);
    await using _ = origin;
    origin.server.on("checkContinue", (_request, response: ServerResponse) => response.writeContinue());
    const port = origin.lab({ idleMs: 1 });
    const readers = Array.from({ length: 200 }, () =>
      new Reader(port).request("POST /", "Content-Length: 4", "Expect: 100-continue"),
    );
    await eventually(() => expect(readers.every(({ isClosed }) => isClosed)).toBe(true));
    await afterAnExchange(origin.lab({}, "two"));
  });

  it("cuts an upgraded socket that is silent", async () => {
    const { origin } = await openOrigin(() => undefined);
    await using _ = origin;
    origin.server.on("upgrade", (_request, socket) => {
      socket.on("error", () => undefined);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    });
    using reader = new Reader(origin.lab({ idleMs })).request(
      "/",
      "Connection: Upgrade",
      "Upgrade: websocket",
    );
    await eventually(() => expect(reader.text).toContain("101"));
    await eventually(() => expect(reader.isClosed).toBe(true));
  });
});

describe("[PR125] a captive portal", () => {
  it("answers everything elsewhere, and there with a page, until its end is asked for", async () => {
    const { origin } = await openOrigin(() => undefined);
    await using _ = origin;
    const port = origin.lab({});
    using before = new Reader(port).request("/");
    await eventually(() => expect(origin.requests).toHaveLength(1));
    origin.weathers.of("one").lockIn(600_000);
    await eventually(() => expect(before.isClosed).toBe(true));
    for (const lines of [[], ["Connection: Upgrade", "Upgrade: websocket"]]) {
      using reader = new Reader(port).request("/finished", ...lines);
      await eventually(() => expect(reader.isClosed).toBe(true));
      expect(reader.text).toMatch(/^HTTP\/1.1 302 [^]*Location: \/hotspot-login\r\n/);
    }
    using page = new Reader(port).request("/hotspot-login");
    await eventually(() => expect(page.text).toMatch(/^HTTP\/1.1 200 [^]*<html>/));
    expect(origin.requests).toHaveLength(1);
    origin.weathers.of("one").lockIn(0);
    await afterAnExchange(port);
  });

  it("ends by itself", async () => {
    const { origin } = await openOrigin(() => undefined);
    await using _ = origin;
    const port = origin.lab({});
    origin.weathers.of("one").lockIn(100);
    await eventually(async () => {
      using reader = new Reader(port).request("/finished");
      await once(reader.socket, "data");
      expect(reader.text).toContain("finished");
    });
  });
});

it(
  "[PR83] what is held is bounded for a client, and another loses nothing by it",
  { timeout: 60_000 },
  async () => {
    const part = Buffer.alloc(900 * 1_024);
    const { origin } = await openOrigin((response) => response.write(part));
    await using _ = origin;
    const port = origin.lab({ ...WEATHERS["whole-answers"], delayMs: 0 });
    const others = Array.from({ length: 10 }, () => new Reader(port, "127.0.1.2").request("/"));
    const crowd = Array.from({ length: 100 }, () => new Reader(port, "127.0.1.1").request("/"));
    // 88 MiB, of which 64 may be held.
    await eventually(() => expect(crowd.filter(({ isClosed }) => isClosed).length).toBeGreaterThan(10));
    const ofOthers = () => origin.requests.filter(({ socket }) => socket.remoteAddress === "127.0.1.2");
    await eventually(() => expect(ofOthers()).toHaveLength(10));
    expect(others.filter(({ isClosed }) => isClosed)).toEqual([]);
    for (const reader of [...others, ...crowd]) reader[Symbol.dispose]();
  },
);
