// A page behind a proxy that sends another Host, over real HTTP: what it sends of itself counts, and what it cannot do it is answered.
import { Agent, request as ask, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { once } from "node:events";
import {
  type JoinAnswer,
  ORIGIN_HEADER,
  PAGE_HEADER,
  routes,
  SOCKET_TRANSPORTS,
  TRAITS,
  TRANSPORTS,
} from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily, join } from "../http-player.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection } from "../raw-connection.ts";
import { handshakeRequest } from "../raw-socket.ts";

/** Where the browser is; the proxy sends the server's own address as Host. */
const PAGE = "https://hydra.example";
const FRIEND = "https://friend.example";

let server: RunningServer;
let player: JoinAnswer;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  server = await startServer({ allowedOrigins: [FRIEND] });
  player = await join(server, await createFamily(server));
});
afterAll(async () => {
  agent.destroy();
  await server.close();
});

interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** fetch sends no Origin of our choice. */
async function request(
  method: string,
  path: string,
  { url = server.url, headers, body = "" }: { url?: string; headers: Record<string, string>; body?: string },
): Promise<Answer> {
  const json = body === "" ? {} : { "content-type": "application/json", "content-length": `${body.length}` };
  const sent = ask(url + path, { method, agent, headers: { ...json, ...headers } });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks = await response.toArray();
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers["content-type"],
    headers: response.headers,
    body: Buffer.concat(chunks as Buffer[]).toString(),
  };
}

let commands = 0;
const command = (): string => JSON.stringify({ commandId: `c${(commands += 1)}`, skill: "slash" });

interface Change {
  readonly method: string;
  readonly what: string;
  readonly path: () => string;
  readonly body: () => string;
  /** Of one that is taken. */
  readonly status: number;
}

const named = (): string => '{"name":"x"}';
const traffic = (): string => '{"labId":"a","hitsPerSecond":1,"bots":1,"seed":1}';
const nothing = (): string => "";
const attacks = (): string => routes.attacks(player.familyId);
const trafficPath = (): string => routes.labTraffic(player.familyId);

/** Requests that are no GET. */
const changes: Change[] = [
  { method: "POST", what: "families", path: () => routes.families, body: named, status: 201 },
  { method: "POST", what: "players", path: () => routes.players(player.familyId), body: named, status: 201 },
  { method: "POST", what: "attacks", path: attacks, body: command, status: 200 },
  {
    method: "POST",
    what: "attacks, the long way",
    path: () => `${attacks()}?a=`,
    body: command,
    status: 200,
  },
  { method: "PUT", what: "traffic", path: trafficPath, body: traffic, status: 200 },
  { method: "DELETE", what: "traffic", path: () => `${trafficPath()}?labId=a`, body: nothing, status: 204 },
  { method: "POST", what: "captures", path: () => routes.labWires, body: nothing, status: 201 },
];

describe.each(changes)("[PR15] $method of $what", ({ method, path, body, status }) => {
  const attempt = (headers: Record<string, string>): Promise<Answer> =>
    request(method, path(), {
      headers: { authorization: `Bearer ${player.token}`, ...headers },
      body: body(),
    });

  it("is taken from a page that sends its origin, and answered that sockets would be refused", async () => {
    const answer = await attempt({ origin: PAGE, [PAGE_HEADER]: PAGE });
    expect(answer.status).toBe(status);
    expect(answer.headers[ORIGIN_HEADER]).toBe("differs");
  });

  it("is taken without a header where Host and Origin agree", async () => {
    for (const origin of [server.url, FRIEND]) {
      const answer = await attempt({ origin, [PAGE_HEADER]: origin });
      expect(answer.status).toBe(status);
      expect(answer.headers[ORIGIN_HEADER]).toBeUndefined();
    }
  });

  it.each<[string, Record<string, string>]>([
    ["does not send its origin", { origin: PAGE }],
    ["sends another origin", { origin: PAGE, [PAGE_HEADER]: "https://hydra.example:444" }],
    ["sends this server's origin", { origin: PAGE, [PAGE_HEADER]: "http://127.0.0.1" }],
    ["sends its origin and another", { origin: PAGE, [PAGE_HEADER]: `${PAGE}, ${PAGE}` }],
    ["sends its origin with a slash", { origin: PAGE, [PAGE_HEADER]: `${PAGE}/` }],
    ["has none", { origin: "null", [PAGE_HEADER]: "null" }],
    ["is an extension's", { origin: "chrome-extension://abc", [PAGE_HEADER]: "chrome-extension://abc" }],
  ])("is refused from a page that %s", async (_what, headers) => {
    expectProblem(await attempt(headers), "forbidden-origin");
  });
});

describe("[PR15] a handshake", () => {
  it.each(SOCKET_TRANSPORTS)("of %s is not taken by its header", async (transport) => {
    await using connection = await RawConnection.open(server.port);
    const headers = { Origin: PAGE, "Hydra-Page": PAGE };
    connection.send(handshakeRequest(routes.feed(player.familyId, transport), headers));
    const answer = parseAnswer(await connection.ended());
    expectProblem(answer, "forbidden-origin");
    expect(answer.headers).toMatch(/^hydra-origin: differs$/im);
  });

  it("that lacks Connection is no way around", async () => {
    const headers = { origin: PAGE, [PAGE_HEADER]: PAGE, upgrade: "websocket" };
    const answer = await request("POST", routes.families, { headers, body: '{"name":"x"}' });
    expectProblem(answer, "forbidden-origin");
  });
});

describe("[PR15] a plain question", () => {
  const streams = TRANSPORTS.filter((name) => TRAITS[name].mediaType !== undefined);
  const feeds = TRANSPORTS.filter((name) => !streams.includes(name)).map((name) => [
    name,
    (): string => routes.feed(player.familyId, name),
  ]);
  it.each([
    ["the time", () => routes.time],
    ["a family", () => routes.family(player.familyId)],
    ["nothing there", () => "/api/nothing"],
    ...(feeds as [string, () => string][]),
  ])("of %s warns a page whose sockets would be refused", async (_what, pathOf) => {
    const answered = async (page: string): Promise<unknown> =>
      (await request("GET", pathOf(), { headers: { [PAGE_HEADER]: page } })).headers[ORIGIN_HEADER];
    expect(await answered(PAGE)).toBe("differs");
    expect(await answered(server.url)).toBeUndefined();
    expect(await answered(FRIEND)).toBeUndefined();
    expect(await answered("nonsense")).toBeUndefined();
  });

  it.each(streams)("of a stream warns it too: %s", async (transport) => {
    const headers = { [PAGE_HEADER]: PAGE };
    const sent = ask(server.url + routes.feed(player.familyId, transport), { headers }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(response.headers[ORIGIN_HEADER]).toBe("differs");
    sent.destroy();
  });

  it("is answered alike whichever way it takes, also where no origin is listed", async () => {
    await using alone = await startServer();
    const familyId = await createFamily(alone);
    for (const page of [PAGE, alone.url]) {
      const headers = { [PAGE_HEADER]: page };
      const path = routes.feed(familyId, "polling");
      const short = await request("GET", path, { url: alone.url, headers });
      const long = await request("GET", `${path}?holdMs=`, { url: alone.url, headers });
      const { date: _, ...fields } = short.headers;
      expect(long.headers).toMatchObject(fields);
    }
  });
});

it("[PR4] a request must name its host once", async () => {
  const two = ["Host: 127.0.0.1", "Host: evil.example"];
  for (const path of [
    routes.time,
    routes.feed(player.familyId, "polling"),
    routes.feed(player.familyId, "long-polling"),
  ]) {
    await using connection = await RawConnection.open(server.port);
    connection.request(`GET ${path} HTTP/1.1`, ...two, "Connection: close");
    expectProblem(parseAnswer(await connection.ended()), "invalid-body");
  }
  await using connection = await RawConnection.open(server.port);
  const body = command();
  const fields = ["Content-Type: application/json", `Content-Length: ${body.length}`, "Connection: close"];
  const path = routes.attacks(player.familyId);
  connection.send(
    [`POST ${path} HTTP/1.1`, ...two, ...fields, `Authorization: Bearer ${player.token}`, "", body].join(
      "\r\n",
    ),
  );
  expectProblem(parseAnswer(await connection.ended()), "invalid-body");
});
