import { setTimeout as wait } from "node:timers/promises";
import {
  decodeAttackAnswer,
  decodePlayerAnswer,
  encodeCursor,
  routes,
  SOCKET_TRANSPORTS,
  type JoinAnswer,
} from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection } from "../raw-connection.ts";
import { acceptFor, handshakeRequest } from "../raw-socket.ts";
import { SocketClient, type SocketOptions } from "../socket-client.ts";

const FRIEND = "https://friend.example";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ allowedOrigins: [FRIEND] });
});
afterAll(() => server.close());

async function begin(): Promise<JoinAnswer> {
  return join(server, await createFamily(server));
}

async function hitsOf({ familyId, token }: JoinAnswer): Promise<number> {
  const answer = await fetch(`${server.url}${routes.me(familyId)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return decodePlayerAnswer(await answer.text()).hits;
}

async function handshake(
  path: string,
  headers: Record<string, string | undefined> = {},
): Promise<RawConnection> {
  return (await RawConnection.open(server.port)).send(handshakeRequest(path, headers));
}

/** Longer than the frame interval. */
const QUIET_MS = 200;

describe.each(SOCKET_TRANSPORTS)("over %s", (transport) => {
  function open({ familyId, token }: JoinAnswer, options: SocketOptions = {}): Promise<SocketClient> {
    return SocketClient.open(server.url, familyId, {
      ...options,
      transport,
      headers: { authorization: `Bearer ${token}`, ...options.headers },
    });
  }

  describe("[PR60] the handshake", () => {
    // What else makes a handshake wrong stands in handshakes.test.ts.
    it.each(["https://evil.example", "null"])("from %s is refused over HTTP", async (origin) => {
      const { familyId } = await begin();
      await using connection = await handshake(routes.feed(familyId, transport), { Origin: origin });
      expectProblem(parseAnswer(await connection.ended()), "forbidden-origin");
    });

    it("proves that it was understood (RFC 6455 §4.2.2)", async () => {
      const { familyId } = await begin();
      const key = "dGhlIHNhbXBsZSBub25jZQ==";
      await using connection = await handshake(routes.feed(familyId, transport), {
        "Sec-WebSocket-Key": key,
      });
      const received = await connection.untilText("\r\n\r\n");
      expect(received).toMatch(/^HTTP\/1\.1 101 /);
      expect(received).toContain(`Sec-WebSocket-Accept: ${acceptFor(key)}\r\n`);
    });

    it("for an unknown family or with a wrong cursor is refused over HTTP", async () => {
      const { familyId } = await begin();
      await using nowhere = await handshake(routes.feed("nobody", transport));
      expectProblem(parseAnswer(await nowhere.ended()), "unknown-family");
      await using wrong = await handshake(`${routes.feed(familyId, transport)}?since=x`);
      expectProblem(parseAnswer(await wrong.ended()), "invalid-cursor");
      await using lost = await handshake("/api/nothing");
      expectProblem(parseAnswer(await lost.ended()), "not-found");
    });

    it.each(["/healthz", "/api/families", "/api/docs"])(
      "where no WebSocket is served is refused: %s",
      async (path) => {
        await using connection = await handshake(path);
        expectProblem(parseAnswer(await connection.ended()), "invalid-body");
      },
    );

    it("that is none is answered with 426", async () => {
      const { familyId } = await begin();
      const answer = await fetch(`${server.url}${routes.feed(familyId, transport)}`);
      const [status, contentType] = [answer.status, answer.headers.get("content-type") ?? undefined];
      expectProblem({ status, contentType, body: await answer.text() }, "upgrade-required");
      expect(answer.headers.get("upgrade")).toBe("websocket");
    });

    it.each([
      ["its own origin", (origin: string) => origin],
      ["an allow-listed origin", () => FRIEND],
    ])("[PR4] from %s is taken", async (_what, originOf) => {
      await using client = await open(await begin(), { headers: { origin: originOf(server.url) } });
      await client.received("snapshot");
    });

    it("[PR66] negotiates no compression", async () => {
      await using client = await open(await begin());
      expect(client.socket.extensions).toBe("");
    });

    it("[PR3] takes the session of the cookie", async () => {
      const player = await begin();
      const headers = { cookie: `hydra_session=${player.token}` };
      await using client = await SocketClient.open(server.url, player.familyId, { headers, transport });
      client.attack("by-cookie");
      await client.received("outcome");
    });
  });

  describe("[PR61] the feed", () => {
    it("answers an attack before the crowd gets the frame that it makes", async () => {
      await using client = await open(await begin());
      await client.received("snapshot");
      // Within the frame interval of the player's joining, the frame would wait for its end anyway.
      await wait(QUIET_MS);
      client.attack("c1");
      await client.received("delta");
      expect(client.messages.map(({ type }) => type)).toEqual(["snapshot", "outcome", "delta"]);
    });

    it("[PR26] begins with a snapshot, and resumes with a delta from the cursor given", async () => {
      const player = await begin();
      await using first = await open(player);
      await first.received("snapshot");
      const held = first.view;
      if (held === undefined) throw new Error("nothing shown");
      first.attack("one");
      const [outcome] = await first.received("outcome");
      await using second = await open(player, { since: encodeCursor(held) });
      const [delta] = await second.received("delta");
      expect(delta).toMatchObject({ from: held.seq, seq: outcome?.seq });
      expect(second.messages[0]).toBe(delta);
    });

    it("[PR29] shows every watcher the same in the end, each delta following on the one before", async () => {
      const player = await begin();
      await using one = await open(player);
      await using two = await open(player);
      let last = 0;
      for (let n = 0; n < 50; n += 1) {
        const answer = await attack(server, player, { commandId: `c${n}` });
        last = decodeAttackAnswer(await answer.text()).seq;
      }
      expect(await one.reached(last)).toEqual(await two.reached(last));
      expect(one.view).toMatchObject({ entries: [{ playerId: player.playerId, hits: 50 }] });
    });
  });

  describe("[PR47] attacks", () => {
    it("[PR48] are answered by their commandId, the second time as duplicates", async () => {
      const player = await begin();
      await using client = await open(player);
      for (let n = 0; n < 20; n += 1) client.attack(`c${n % 10}`);
      const outcomes = await client.received("outcome", 20);
      for (let n = 0; n < 10; n += 1) {
        const [first, second, ...more] = outcomes.filter(({ commandId }) => commandId === `c${n}`);
        expect(more).toEqual([]);
        expect(first?.duplicate).not.toBe(second?.duplicate);
        expect({ ...first, duplicate: true }).toEqual({ ...second, duplicate: true });
      }
      expect(await hitsOf(player)).toBe(10);
    });

    it("[invariant 2] count once over HTTP and the socket together", async () => {
      const player = await begin();
      await using client = await open(player);
      client.attack("both");
      const [[overSocket], overHttp] = await Promise.all([
        client.received("outcome"),
        attack(server, player, { commandId: "both" }).then((answer) => answer.json()),
      ]);
      expect(overHttp).toMatchObject({ seq: overSocket?.seq, damage: overSocket?.damage });
      expect(await hitsOf(player)).toBe(1);
    });

    it("[PR62] without a session are refused, and the feed goes on", async () => {
      const player = await begin();
      await using stranger = await SocketClient.open(server.url, player.familyId, { transport });
      stranger.attack("x");
      expect(await stranger.received("error")).toEqual([
        { type: "error", commandId: "x", code: "unauthenticated" },
      ]);
      const other = await begin();
      await using visitor = await open({ ...player, token: other.token });
      visitor.attack("y");
      expect((await visitor.received("error"))[0]).toMatchObject({ code: "unauthenticated" });
      await attack(server, player, { commandId: "z" });
      await stranger.received("delta");
      expect(await hitsOf(player)).toBe(1);
    });

    it.each([
      ["no JSON", "{", undefined],
      ["an empty message", "", undefined],
      ["a list", "[]", undefined],
      ["another type", '{"type":"heal","commandId":"c","skill":"slash"}', "c"],
      ["an unknown skill", '{"type":"attack","commandId":"c","skill":"bite"}', "c"],
      ["a wrong commandId", '{"type":"attack","commandId":"a b","skill":"slash"}', undefined],
      ["a prototype", '{"__proto__":{"type":"attack","commandId":"c","skill":"slash"}}', undefined],
      ["depth", `${"[".repeat(500)}${"]".repeat(500)}`, undefined],
    ])("[PR49, PR62] that are %s are refused, and the connection stays", async (_what, text, commandId) => {
      const player = await begin();
      await using client = await open(player);
      client.send(text);
      const [error] = await client.received("error");
      expect(error).toMatchObject({ code: "invalid-body" });
      expect(error?.commandId).toBe(commandId);
      client.attack("good");
      await client.received("outcome");
      expect(await hitsOf(player)).toBe(1);
    });

    it("[PR32] are answered how long a skill is not ready", async () => {
      const player = await join(server, await createFamily(server, {}));
      await using client = await open(player);
      client.attack("one", "ultimate");
      client.attack("two", "ultimate");
      const [error] = await client.received("error");
      expect(error).toMatchObject({ code: "cooldown" });
      expect(error?.retryAfterMs).toBeGreaterThan(0);
    });

    it("[PR62] over the limit are refused, the same limit as over HTTP", async () => {
      await using server = await startServer({ rateLimit: 5 });
      const player = await join(server, await createFamily(server));
      const headers = { authorization: `Bearer ${player.token}` };
      await using client = await SocketClient.open(server.url, player.familyId, { headers, transport });
      for (let n = 0; n < 20; n += 1) client.attack(`c${n}`);
      const errors = await client.received("error", 10);
      expect(errors[0]).toMatchObject({ code: "rate-limited" });
      expect(errors[0]?.retryAfterMs).toBeGreaterThan(0);
      // One more is let through every 200 ms.
      await vi.waitFor(async () => {
        client.attack("again");
        expect((await attack(server, player, { commandId: "http" })).status).toBe(429);
      });
    });
  });
});
