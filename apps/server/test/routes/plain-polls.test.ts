// The short way must not differ from the long one: the same requests once as they come, and once with an empty parameter,
// which the framework's routes are left to answer.
import { beforeAll, afterAll, describe, expect, it, vi } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { LOG_HEADER } from "@hydra/protocol";
import { MemoryLog } from "../memory-log.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { RawConnection } from "../raw-connection.ts";

describe.each([
  ["for one origin", []],
  ["for several origins", ["https://elsewhere.example"]],
])("a poll that is answered before the framework, %s", (_name, allowedOrigins) => {
  let server: RunningServer;
  let familyId: string;
  let cursor: string;

  beforeAll(async () => {
    server = await startServer({ allowedOrigins });
    familyId = await createFamily(server);
    const player = await join(server, familyId, "Iolaus Ἰόλαος");
    await attack(server, player, { commandId: "first" });
    const before = await fetch(`${server.url}/api/families/${familyId}/ranking`);
    cursor = (before.headers.get("etag") ?? "").replaceAll('"', "");
    await attack(server, player, { commandId: "second" });
  });
  afterAll(() => server.close());

  /** Status, header fields but for the time, and body. */
  async function ask(path: string, query: string[], headers: Record<string, string> = {}): Promise<object> {
    const answer = await fetch(`${server.url}/api/families/${familyId}/${path}?${query.join("&")}`, {
      headers,
    });
    const fields = [...answer.headers].filter(([name]) => name !== "date");
    return { status: answer.status, fields, body: await answer.text() };
  }

  const newest = async (): Promise<string> => {
    const answer = await fetch(`${server.url}/api/families/${familyId}/ranking`);
    return (answer.headers.get("etag") ?? "").replaceAll('"', "");
  };

  it.each([
    ["a snapshot", "ranking", () => undefined],
    ["a delta", "ranking", () => cursor],
    ["nothing newer", "ranking", newest],
    ["another epoch", "ranking", () => "zzzz:7"],
    ["a long-poll's snapshot", "ranking/next", () => undefined],
    ["a long-poll's delta", "ranking/next", () => cursor],
  ])("[PR5] answers %s as the framework's route does", async (_what, path, sinceOf) => {
    const since = await sinceOf();
    const query = since === undefined ? [] : [`since=${since}`];
    const answer = await ask(path, query);
    expect(answer).toEqual(await ask(path, [...query, "holdMs="]));
    if (since !== undefined) expect(answer).toEqual(await ask(path, [`since=${encodeURIComponent(since)}`]));
  });

  it.each<[string, number, (tag: string) => string[]]>([
    ["a list", 304, (tag) => [`"x:1", W/${tag}`]],
    ["a weak tag", 304, (tag) => [`W/${tag}`]],
    ["a star", 304, () => ["*"]],
    ["several fields, the right one first", 304, (tag) => [tag, '"x:1"']],
    ["several fields, the right one last", 304, (tag) => ['"x:1"', tag]],
    ["a tag of a list in a second field", 304, (tag) => ['"x:1"', `"y:2" ,${tag}`]],
    ["another tag", 200, () => ['"x:1"']],
    ["a tag without quotes", 200, (tag) => [tag.replaceAll('"', "")]],
    ["a tag that begins like it", 200, (tag) => [`${tag.slice(0, -1)}0"`]],
    ["weakness in small letters", 200, (tag) => [`w/${tag}`]],
    ["tabs around the right one", 304, (tag) => [`"x:1",\t${tag}\t,`]],
    ["weakness apart from its tag", 200, (tag) => [`W/ ${tag}`]],
    ["something behind the right one", 200, (tag) => [`${tag}x, ${tag} "x"`]],
    ["something before the right one", 200, (tag) => [`x${tag}, xW/${tag}`]],
    ["a wrong one that holds it before the right one", 304, (tag) => [`x${tag}, ${tag}`]],
    ["no star of its own", 200, () => ["**, W/*, *x"]],
    ["a star among others", 304, () => ["x*, *"]],
    ["nothing", 200, () => [""]],
  ])("[PR5] reads If-None-Match with %s as the framework's route does", async (_what, status, tagsOf) => {
    const fields = tagsOf(`"${await newest()}"`).map((tag) => `If-None-Match: ${tag}`);
    const ask = async (method: string, query: string): Promise<string> => {
      await using connection = await RawConnection.open(server.port);
      const path = `/api/families/${familyId}/ranking${query}`;
      connection.request(`${method} ${path} HTTP/1.1`, "Host: h", ...fields, "Connection: close");
      return (await connection.ended()).replace(/^date: .*\r\n/im, "");
    };
    const answer = await ask("GET", "");
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(inOrder(answer)).toEqual(inOrder(await ask("GET", "?holdMs=")));
    const [head = ""] = answer.split("\r\n\r\n");
    expect(inOrder(await ask("HEAD", ""))).toEqual(inOrder(`${head}\r\n\r\n`));
  });

  it("leaves what is out of the ordinary to the framework", async () => {
    expect(await ask("ranking", ["since=nonsense"])).toMatchObject({ status: 400 });
    expect(await ask("ranking", [`since=${cursor}`, `since=${cursor}`])).toMatchObject({ status: 400 });
    const elsewhere = await fetch(`${server.url}/api/families/nobody/ranking`);
    expect(elsewhere.status).toBe(404);
    const connection = await RawConnection.open(server.port);
    connection.send(`GET /api/families/${familyId}/ranking HTTP/1.1\r\n\r\n`);
    expect(await connection.untilText("invalid-body")).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("answers several in one breath in their order", async () => {
    const request = (query: string): string =>
      `GET /api/families/${familyId}/ranking${query} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const connection = await RawConnection.open(server.port);
    connection.send(request("") + request(`?since=${cursor}`) + request("?since=bad"));
    expect(await connection.untilText("invalid-cursor")).toMatch(/"snapshot".*"delta".*"invalid-cursor"/s);
  });
});

describe("a long-poll that is answered before the framework", () => {
  it("[PR6] waits for a change, and is forgotten when its watcher goes", async () => {
    await using server = await startServer();
    const familyId = await createFamily(server);
    const player = await join(server, familyId);
    const path = `/api/families/${familyId}/ranking`;
    const since = (await fetch(`${server.url}${path}`)).headers.get("etag")?.replaceAll('"', "");
    const leaving = await RawConnection.open(server.port);
    leaving.send(`GET ${path}/next?since=${since} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const parked = fetch(`${server.url}${path}/next?since=${since}`);
    await vi.waitUntil(async () => (await subscribers(server)) === 2);
    leaving.socket.destroy();
    await vi.waitUntil(async () => (await subscribers(server)) === 1);
    await attack(server, player, { commandId: "one" });
    const answer = await parked;
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^\{"type":"delta"/);
    expect(await subscribers(server)).toBe(0);
  });
});

it("[PR14] reports on every answer that the log cannot be reached, also on those that waited", async () => {
  const log = new MemoryLog();
  await using server = await startServer({}, { log });
  const familyId = await createFamily(server);
  const path = `${server.url}/api/families/${familyId}/ranking`;
  const statusOf = async (url: string, headers = {}): Promise<[number, string | null]> => {
    const { status, headers: fields } = await fetch(url, { headers });
    return [status, fields.get(LOG_HEADER)];
  };
  const etag = (await fetch(path)).headers.get("etag") ?? "";
  expect(await statusOf(path)).toEqual([200, null]);
  log.become("unreachable");
  const parked = statusOf(`${path}/next?since=${etag.replaceAll('"', "")}`);
  await vi.waitUntil(async () => (await subscribers(server)) === 1);
  expect(await statusOf(path)).toEqual([200, "unreachable"]);
  expect(await statusOf(path, { "if-none-match": etag })).toEqual([304, "unreachable"]);
  await server.close();
  expect(await parked).toEqual([204, "unreachable"]);
});

it("[PR14] answers those that wait at once when the log is gone, in one header", async () => {
  const log = new MemoryLog();
  await using server = await startServer({}, { log });
  const path = `${server.url}/api/families/${await createFamily(server)}/ranking`;
  const { headers } = await fetch(path);
  const parked = fetch(`${path}/next?since=${headers.get("etag")?.replaceAll('"', "")}`);
  await vi.waitUntil(async () => (await subscribers(server)) === 1);
  log.become("unreachable");
  const answer = await parked;
  expect([answer.status, answer.headers.get(LOG_HEADER)]).toEqual([204, "unreachable"]);
});

/** An answer whose header fields have no order. */
function inOrder(answer: string): { readonly head: string[]; readonly body: string } {
  const [head = "", ...body] = answer.split("\r\n\r\n");
  const [status = "", ...fields] = head.split("\r\n");
  return { head: [status, ...fields.map((field) => field.toLowerCase()).sort()], body: body.join("") };
}

async function subscribers(server: RunningServer): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^hydra_subscribers (\d+)$/m.exec(metrics)?.[1]);
}
