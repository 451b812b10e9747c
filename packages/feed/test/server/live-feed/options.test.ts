// Who may watch what, and what an application hooks on.
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createKeyedFeed, liveFeed, type LiveFeedOptions } from "../../../src/server/index.ts";
import { FeedError, ProblemError } from "../../../src/wire/problem.ts";
import { SOCKET_TRANSPORTS, FEED_TRANSPORTS, TRAITS } from "../../../src/wire/transports.ts";
import { PlainApp } from "./plain-app.ts";
import { watch } from "./watcher.ts";

describe.each(SOCKET_TRANSPORTS)("[PR4] a handshake over %s", (transport) => {
  const first = async (plain: PlainApp, origin?: string): Promise<unknown> => {
    await using watcher = watch(transport, plain.url, { headers: origin === undefined ? {} : { origin } });
    return (await watcher.next())["type"];
  };

  it("is refused for a page of another origin, and taken for a page of this host and for programs", async () => {
    await using plain = await PlainApp.open();
    await expect(first(plain, "https://evil.example")).rejects.toThrow(/403/);
    await expect(first(plain, `http://127.0.0.1:${plain.port + 1}`)).rejects.toThrow(/403/);
    await expect(first(plain, "null")).rejects.toThrow(/403/);
    expect(await first(plain, plain.origin)).toBe("snapshot");
    expect(await first(plain)).toBe("snapshot");
  });

  it("is taken for a page of an origin that is allowed, and of any where the application checks", async () => {
    await using allowing = await PlainApp.open({ allowedOrigins: ["https://friend.example"] });
    expect(await first(allowing, "https://friend.example")).toBe("snapshot");
    expect(await first(allowing, allowing.origin)).toBe("snapshot");
    await expect(first(allowing, "https://evil.example")).rejects.toThrow(/403/);
    await using unchecked = await PlainApp.open({ allowedOrigins: false });
    expect(await first(unchecked, "https://evil.example")).toBe("snapshot");
  });
});

it("pages of allowed origins may read polls and streams, and send what they need (Fetch §3.2)", async () => {
  await using plain = await PlainApp.open({ allowedOrigins: ["https://friend.example"] });
  const origin = "https://friend.example";
  for (const { path } of Object.values(TRAITS).filter(({ needsUpgrade }) => !needsUpgrade)) {
    const answer = await fetch(plain.url + path, { headers: { origin } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    expect(answer.headers.get("vary")).toBe("Origin");
    await answer.body?.cancel();
    const asked = await fetch(plain.url + path, { method: "OPTIONS", headers: { origin } });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-headers")).toMatch(/if-none-match/);
    const other = await fetch(plain.url + path, { headers: { origin: "https://evil.example" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
    await other.body?.cancel();
  }
});

describe.each(FEED_TRANSPORTS)("`authorize` over %s", (transport) => {
  it.each<[string, NonNullable<LiveFeedOptions["authorize"]>]>([
    ["throws", ({ headers }) => requireToken(headers.authorization)],
    ["rejects", async ({ headers }) => requireToken(headers.authorization)],
    ["returns false", ({ headers }) => headers.authorization === "Bearer good"],
  ])("refuses what it %s for, before a connection is taken", async (_how, authorize) => {
    await using plain = await PlainApp.open({ authorize });
    await using refused = watch(transport, plain.url, { headers: { authorization: "Bearer bad" } });
    await expect(refused.next()).rejects.toThrow(/401/);
    await using taken = watch(transport, plain.url, { headers: { authorization: "Bearer good" } });
    expect(await taken.next()).toMatchObject({ type: "snapshot" });
  });
});

function requireToken(authorization: string | undefined): void {
  if (authorization !== "Bearer good") throw new FeedError("unauthenticated");
}

describe("a feed that depends on the request", () => {
  async function open(isOwnHandler: boolean): Promise<PlainApp> {
    const plain = new PlainApp();
    const rooms = new Map([["blue", createKeyedFeed({ key: "id" })]]);
    rooms.get("blue")?.set({ id: "b" });
    if (isOwnHandler) plain.app.setErrorHandler((_error, _request, reply) => reply.code(418).send("mine"));
    await plain.app.register(
      async (scope) => {
        await scope.register(liveFeed, {
          prefix: "/:room/feed",
          feed: ({ params }) => rooms.get((params as { room: string }).room),
        });
      },
      { prefix: "/rooms" },
    );
    await plain.listen();
    return plain;
  }

  it.each(FEED_TRANSPORTS)(
    "is found under a prefix with parameters over %s, and followed while watched",
    async (transport) => {
      await using plain = await open(false);
      await using watcher = watch(transport, `${plain.origin}/rooms/blue/feed`);
      expect(await watcher.next()).toMatchObject({ rows: [{ id: "b" }] });
      await using lost = watch(transport, `${plain.origin}/rooms/red/feed`);
      await expect(lost.next()).rejects.toThrow(/404/);
    },
  );

  it("is missed in problem details, or in the application's own words", async () => {
    await using plain = await open(false);
    const missed = await plain.app.inject("/rooms/red/feed");
    expect([missed.statusCode, missed.json()]).toMatchObject([404, { code: "not-found", status: 404 }]);
    await using own = await open(true);
    const answer = await own.app.inject("/rooms/red/feed");
    expect([answer.statusCode, answer.body]).toEqual([418, "mine"]);
  });

  it("answers a ProblemError of the application's as problem details, and leaves other errors to the framework", async () => {
    const app = Fastify();
    const kind = { status: 402, title: "Pay first" };
    await app.register(liveFeed, {
      prefix: "/feed",
      feed: ({ headers }) => {
        if (headers["x-broken"] !== undefined) throw new Error("a secret");
        throw new ProblemError("unpaid", kind, { retryAfterMs: 1_500 });
      },
    });
    const unpaid = await app.inject("/feed");
    expect([unpaid.statusCode, unpaid.headers["retry-after"]]).toEqual([402, "2"]);
    expect(unpaid.json()).toMatchObject({ code: "unpaid", title: "Pay first" });
    expect((await app.inject({ url: "/feed", headers: { "x-broken": "1" } })).statusCode).toBe(500);
    await app.close();
  });
});

describe("a socket's messages", () => {
  it.each(SOCKET_TRANSPORTS)("over %s end it with 1003 where nothing takes them", async (transport) => {
    await using plain = await PlainApp.open();
    const socket = new WebSocket(plain.url + TRAITS[transport].path);
    socket.on("open", () => socket.send("hello"));
    const code = await new Promise((resolve) => socket.on("close", resolve));
    expect(code).toBe(1003);
  });

  it.each(SOCKET_TRANSPORTS)(
    "over %s are the application's commands, with the request that opened it",
    async (transport) => {
      await using plain = await PlainApp.open({
        commands: (request, send, name) => ({
          receive(text) {
            if (text === "abuse") return "abusive";
            send(`${name} ${String(request.headers["x-name"])} ${text}`);
            return "handled";
          },
          settled: () => Promise.resolve(),
        }),
      });
      const socket = new WebSocket(plain.url + TRAITS[transport].path, { headers: { "x-name": "Iolaus" } });
      const messages: string[] = [];
      socket.on("message", (data: Buffer) => messages.push(data.toString()));
      socket.on("open", () => ["one", "two", "abuse"].forEach((text) => socket.send(text)));
      const code = await new Promise((resolve) => socket.on("close", resolve));
      expect(messages.slice(1)).toEqual([`${transport} Iolaus one`, `${transport} Iolaus two`]);
      expect(code).toBe(1008);
    },
  );
});

describe("handshakes of others", () => {
  const outcome = (url: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.on("open", () => resolve("open"));
      socket.on("error", (error) => resolve(error.message));
      socket.on("close", () => undefined);
    });

  it("are left to another listener of the server", async () => {
    await using plain = await PlainApp.open();
    const other = new WebSocketServer({ noServer: true });
    plain.app.server.on("upgrade", (request, socket, head) => {
      if (request.url === "/chat") other.handleUpgrade(request, socket, head, (chat) => chat.close());
    });
    expect(await outcome(`${plain.origin}/chat`)).toBe("open");
    expect(await outcome(`${plain.url}/socket?lane=a`)).toBe("open");
    for (const chat of other.clients) chat.terminate();
  });

  it("are answered by the framework where there is none", async () => {
    await using plain = await PlainApp.open();
    expect(await outcome(`${plain.origin}/chat`)).toMatch(/404/);
    expect(await outcome(plain.url)).toMatch(/200/);
  });

  it("[PR66] a plain request for a socket is answered with 426", async () => {
    await using plain = await PlainApp.open();
    const answer = await fetch(`${plain.url}/socket`);
    expect([answer.status, answer.headers.get("upgrade")]).toEqual([426, "websocket"]);
    expect(await answer.json()).toMatchObject({ code: "upgrade-required" });
  });
});
