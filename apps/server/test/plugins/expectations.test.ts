// Bodies that are asked about, framing that is in doubt, and what caches may keep, over raw sockets.
import { routes, SOCKET_TRANSPORTS, type ErrorCode, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily, join } from "../http-player.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection } from "../raw-connection.ts";
import { handshakeRequest } from "../raw-socket.ts";

let server: RunningServer;
let player: JoinAnswer;
beforeAll(async () => {
  server = await startServer({ host: "::" });
  player = await join(server, await createFamily(server));
});
afterAll(() => server.close());

const JSON_TYPE = "Content-Type: application/json";
const EXPECT = "Expect: 100-continue";
const body = '{"name":"asked"}';
const LENGTH = `Content-Length: ${body.length}`;
const session = (): string => `Authorization: Bearer ${player.token}`;
const attacks = (): string => routes.attacks(player.familyId);

describe.each(["127.0.0.1", "::1"])("[RFC 9110 §10.1.1] from %s", (host) => {
  it.each<[string, ErrorCode, () => string, () => string[]]>([
    [
      "another origin",
      "forbidden-origin",
      () => routes.families,
      () => [JSON_TYPE, LENGTH, "Origin: https://evil.example"],
    ],
    ["an unknown path", "not-found", () => "/api/nothing", () => [JSON_TYPE, LENGTH]],
    ["a method that is not taken", "method-not-allowed", () => routes.time, () => [JSON_TYPE, LENGTH]],
    [
      "a body that is too large",
      "body-too-large",
      () => routes.families,
      () => [JSON_TYPE, "Content-Length: 5000"],
    ],
    [
      "another media type",
      "unsupported-media-type",
      () => routes.families,
      () => ["Content-Type: text/plain", LENGTH],
    ],
    ["no media type", "unsupported-media-type", () => routes.families, () => [LENGTH]],
    ["no session", "unauthenticated", attacks, () => [JSON_TYPE, LENGTH]],
    ["no session", "unauthenticated", () => routes.rename(player.familyId), () => [JSON_TYPE, LENGTH]],
    [
      "an unknown family's other name",
      "unknown-family",
      () => routes.rename("nobody"),
      () => [JSON_TYPE, LENGTH, session()],
    ],
    [
      "an unknown family's attack",
      "unknown-family",
      () => routes.attacks("nobody"),
      () => [JSON_TYPE, LENGTH, session()],
    ],
    [
      "an unknown family's player",
      "unknown-family",
      () => routes.players("nobody"),
      () => [JSON_TYPE, LENGTH],
    ],
  ])("%s is refused without 100, and the connection closed: %s", async (...[, code, path, fields]) => {
    await using connection = await RawConnection.open(server.port, { host });
    const received = await connection
      .request(`POST ${path()} HTTP/1.1`, "Host: a", EXPECT, ...fields())
      .ended();
    expect(received).not.toContain("100 Continue");
    expectProblem(parseAnswer(received), code);
    expect(parseAnswer(received).headers).toMatch(/^connection: close\r?$/im);
  });

  it.each<[string, () => string, number, () => string]>([
    ["a family", () => routes.families, 201, () => body],
    ["a player", () => routes.players(player.familyId), 201, () => body],
    ["an attack", attacks, 200, () => `{"commandId":"asked-${host.length}","skill":"slash"}`],
  ] as const)(
    "%s that is taken is asked for, and the connection goes on",
    async (...[, path, status, bodyOf]) => {
      await using connection = await RawConnection.open(server.port, { host });
      const fields = ["Host: a", JSON_TYPE, session(), `Content-Length: ${bodyOf().length}`, EXPECT];
      await connection
        .request(`POST ${path()} HTTP/1.1`, ...fields)
        .untilText("HTTP/1.1 100 Continue\r\n\r\n");
      await connection.send(bodyOf()).untilText(`HTTP/1.1 ${status} `);
      await connection.request("GET /healthz HTTP/1.1", "Host: a").untilText('"ok"');
    },
  );

  it("a client that is over its share is refused without 100", async () => {
    await using strict = await startServer({ host: "::", rateLimit: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      await using connection = await RawConnection.open(strict.port, { host });
      connection.request(
        `POST ${routes.families} HTTP/1.1`,
        "Host: a",
        JSON_TYPE,
        LENGTH,
        EXPECT,
        "Connection: close",
      );
      const received = await connection.until((text) => text.endsWith("\r\n\r\n") || text.endsWith("}"));
      if (received.includes("100 Continue"))
        statuses.push((await connection.send(body).ended()).includes(" 201 ") ? 201 : 429);
      else expectProblem(parseAnswer(received), "rate-limited");
      if (!received.includes("100 Continue")) return;
    }
    expect.fail(`was asked for every body: ${statuses.join()}`);
  });
});

describe("[RFC 9112 §6.1] HTTP/1.0 with Transfer-Encoding", () => {
  it.each<[string, () => string, string]>([
    ["GET", () => routes.time, "Connection: keep-alive"],
    ["GET", () => routes.feed(player.familyId, "polling"), "Connection: keep-alive"],
    ["POST", () => routes.families, JSON_TYPE],
    ["POST", attacks, JSON_TYPE],
  ])("%s is refused, whatever follows, and the connection closed", async (method, path, field) => {
    await using connection = await RawConnection.open(server.port);
    connection.request(`${method} ${path()} HTTP/1.0`, "Host: a", field, "Transfer-Encoding: chunked");
    connection.send("0\r\n\r\n").request("GET /healthz HTTP/1.0", "Host: a");
    const received = await connection.ended();
    expectProblem(parseAnswer(received), "invalid-body");
    expect(received).not.toContain('"ok"');
  });
});

describe("[PR60] a handshake that is refused", () => {
  it.each<[string, () => string, Record<string, string>]>([
    ...SOCKET_TRANSPORTS.flatMap((transport): [string, () => string, Record<string, string>][] => [
      [
        `with a body, at ${transport}`,
        () => routes.feed(player.familyId, transport),
        { "Content-Length": "24" },
      ],
      [
        `that asks about its body, at ${transport}`,
        () => routes.feed(player.familyId, transport),
        { "Content-Length": "24", Expect: "100-continue" },
      ],
      [
        `from another origin, at ${transport}`,
        () => routes.feed(player.familyId, transport),
        { Origin: "https://evil.example", "Content-Length": "24" },
      ],
    ]),
    ["with a body, nowhere", () => "/api/nothing", { "Content-Length": "24" }],
    ["with a body, where there is no socket", () => routes.time, { "Content-Length": "24" }],
  ])(
    "%s closes the connection and announces it; what follows is no request",
    async (_what, path, headers) => {
      await using connection = await RawConnection.open(server.port);
      const received = await connection
        .send(handshakeRequest(path(), headers) + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .ended();
      expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
      expect(parseAnswer(received).status).toBeGreaterThanOrEqual(400);
      expect(parseAnswer(received).headers).toMatch(/^connection: close\r?$/im);
    },
  );
});

type Kept = [what: string, method: string, path: () => string, status: number, bodyOf: () => string];

describe("[PR3] what carries a token, or answers one, no cache keeps", () => {
  it.each<Kept>([
    ["joining", "POST", () => routes.players(player.familyId), 201, () => body],
    ["founding", "POST", () => routes.families, 201, () => body],
    ["an attack", "POST", attacks, 200, () => '{"commandId":"kept","skill":"slash"}'],
    [
      "an attack, the long way",
      "POST",
      () => `${attacks()}?a=`,
      200,
      () => '{"commandId":"kept","skill":"slash"}',
    ],
    ["an attack that is refused", "POST", attacks, 400, () => "{}"],
    ["a capture", "POST", () => routes.labWires, 201, () => ""],
    ["oneself", "GET", () => routes.me(player.familyId), 200, () => ""],
  ])("%s", async (...[, method, path, status, bodyOf]) => {
    await using connection = await RawConnection.open(server.port);
    const type = bodyOf() === "" ? [] : [JSON_TYPE];
    const fields = ["Host: a", session(), ...type, `Content-Length: ${bodyOf().length}`, "Connection: close"];
    const answer = parseAnswer(
      await connection
        .request(`${method} ${path()} HTTP/1.1`, ...fields)
        .send(bodyOf())
        .ended(),
    );
    expect(answer.status).toBe(status);
    expect(answer.headers.match(/^cache-control: .*$/gim)?.map((line) => line.trim().toLowerCase())).toEqual([
      "cache-control: no-store",
    ]);
  });
});
