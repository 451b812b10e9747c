// Whatever way an attack comes in, what came of it is in the metrics, once, under its code.
import { randomUUID } from "node:crypto";
import { routes, SOCKET_TRANSPORTS, type JoinAnswer, type SocketTransportName } from "@hydra/protocol";
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily, join } from "../http-player.ts";

interface Attempt {
  /** Undefined: none. */
  readonly token?: string | undefined;
  readonly body: string;
}

/** @returns the code of the refusal; `hit` when there is none */
type Way = (server: RunningServer, familyId: string, attempt: Attempt) => Promise<string>;

const post =
  (query: string): Way =>
  async (server, familyId, { token, body }) => {
    const answer = await fetch(`${server.url}${routes.attacks(familyId)}${query}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token === undefined ? {} : bearer(token)) },
      body,
    });
    const { code = "hit" } = (await answer.json()) as { code?: string };
    return code;
  };

const overSocket =
  (transport: SocketTransportName): Way =>
  async (server, familyId, { token, body }) => {
    const address = routes.feed(familyId, transport);
    const socket = new WebSocket(`${server.url.replace("http", "ws")}${address}`, {
      headers: token === undefined ? {} : bearer(token),
    });
    const answer = Promise.withResolvers<string>();
    socket.on("open", () => socket.send(body.replace("{", '{"type":"attack",')));
    socket.on("message", (data: Buffer) => {
      const { type, code = "hit" } = JSON.parse(data.toString()) as { type: string; code?: string };
      if (type === "outcome" || type === "error") answer.resolve(code);
    });
    socket.on("error", answer.reject);
    const code = await answer.promise;
    socket.terminate();
    return code;
  };

const WAYS: [string, Way][] = [
  ["HTTP, by the short way", post("")],
  ["HTTP, by the framework's", post("?")],
  ...SOCKET_TRANSPORTS.map((transport): [string, Way] => [transport, overSocket(transport)]),
];

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

function command(fields: object = {}): string {
  return JSON.stringify({ commandId: randomUUID(), skill: "slash", ...fields });
}

async function outcomes(server: RunningServer): Promise<Record<string, number>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const counts = text.matchAll(/^hydra_attacks_total\{outcome="(.*?)"\} (\d+)$/gm);
  return Object.fromEntries(
    Array.from(counts, ([, outcome = "", count]) => [outcome, Number(count)] as const),
  );
}

describe.each(WAYS)("an attack over %s", (_name, attack) => {
  let server: RunningServer;
  let player: JoinAnswer;

  beforeAll(async () => {
    server = await startServer();
    player = await join(server, await createFamily(server, { cooldownScale: 1, maxHp: 1e9 }));
  });
  afterAll(() => server.close());

  const attempts: [string, () => Attempt][] = [
    ["hit", () => ({ token: player.token, body: command({ skill: "ultimate" }) })],
    ["invalid-body", () => ({ token: player.token, body: command({ skill: "tickle" }) })],
    ["invalid-body", () => ({ token: player.token, body: command({ commandId: "a b" }) })],
    ["unauthenticated", () => ({ body: command() })],
    ["cooldown", () => ({ token: player.token, body: command({ skill: "ultimate" }) })],
  ];

  it("is counted once, by what came of it", async () => {
    const expected: Record<string, number> = await outcomes(server);
    for (const [code, attemptOf] of attempts) {
      expect(await attack(server, player.familyId, attemptOf())).toBe(code);
      expected[code] = (expected[code] ?? 0) + 1;
      expect(await outcomes(server)).toEqual(expected);
    }
  });

  it("[PR16] is counted when it is one too many, too", async () => {
    await using limited = await startServer({ rateLimit: 2 });
    const { token, familyId } = await join(limited, await createFamily(limited));
    let refused = 0;
    for (let n = 0; n < 8; n += 1)
      if ((await attack(limited, familyId, { token, body: command() })) === "rate-limited") refused += 1;
    expect(refused).toBeGreaterThan(0);
    expect((await outcomes(limited))["rate-limited"]).toBe(refused);
  });
});

it("an attack that never becomes a command is counted by what the server answers", async () => {
  await using server = await startServer();
  const { token, familyId } = await join(server, await createFamily(server));
  const url = `${server.url}${routes.attacks(familyId)}`;
  const json = { "content-type": "application/json", ...bearer(token) };
  const requests: [string, string, RequestInit][] = [
    ["unknown-family", `${server.url}${routes.attacks("nobody")}`, { headers: json, body: command() }],
    ["unsupported-media-type", url, { headers: bearer(token), body: command() }],
    ["body-too-large", url, { headers: json, body: command({ name: "x".repeat(2_000) }) }],
    ["invalid-body", url, { headers: json, body: "{" }],
    ["forbidden-origin", url, { headers: { ...json, origin: "https://evil.example" }, body: command() }],
  ];
  for (const [code, address, request] of requests) {
    const answer = await fetch(address, { method: "POST", ...request });
    expect(await answer.json()).toMatchObject({ code });
    expect((await outcomes(server))[code]).toBe(1);
  }
  expect(await outcomes(server)).toEqual(Object.fromEntries(requests.map(([code]) => [code, 1])));
});
