// The short way must not differ from the long one: the same attacks once as they come, and once with an empty parameter,
// which the framework's route is left to answer.
import { randomUUID } from "node:crypto";
import type { JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily, join } from "../http-player.ts";
import { RawConnection } from "../raw-connection.ts";

interface Sent {
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

/** Numbers that are another's in another answer: of the next hit, or a moment later. */
const PASSING = /"(seq|damage|totalDamage|retryAfterMs)":\d+(\.\d+)?|"(critical)":(true|false)/g;

describe.each([
  ["for one origin", []],
  ["for several origins", ["https://elsewhere.example"]],
])("an attack that is answered before the framework, %s", (_name, allowedOrigins) => {
  let server: RunningServer;
  let player: JoinAnswer;

  beforeAll(async () => {
    server = await startServer({ allowedOrigins });
    player = await join(server, await createFamily(server));
  });
  afterAll(() => server.close());

  function command(fields: object = {}): string {
    return JSON.stringify({ commandId: randomUUID(), skill: "slash", ...fields });
  }

  /** Status, header fields but for the time, and body. */
  async function send(
    { body = command(), headers = {} }: Sent,
    { query = "", familyId = player.familyId } = {},
  ): Promise<{ readonly status: number; readonly body: string }> {
    const answer = await fetch(`${server.url}/api/families/${familyId}/attacks${query}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${player.token}`, ...headers },
      body,
    });
    const fields = [...answer.headers].filter(([name]) => !["date", "content-length"].includes(name));
    const text = await answer.text();
    return Object.assign({ status: answer.status, body: text.replaceAll(PASSING, "$1$3") }, { fields });
  }

  it.each<[string, number, () => Sent]>([
    ["a hit", 200, () => ({ body: command({ commandId: "a.b-C_9" }) })],
    ["a command sent again", 200, () => ({ body: command({ commandId: "a.b-C_9" }) })],
    ["odd spaces", 200, () => ({ body: ` {\n"skill": "slash", "commandId": "spaced" }\r\n` })],
    ["a field more", 200, () => ({ body: command({ commandId: "more", name: "Ἰόλαος" }) })],
    ["no such skill", 400, () => ({ body: command({ skill: "tickle" }) })],
    ["no such id", 400, () => ({ body: command({ commandId: "a b" }) })],
    ["a list", 400, () => ({ body: "[]" })],
    ["no JSON", 400, () => ({ body: '{"commandId":' })],
    ["a prototype", 400, () => ({ body: '{"__proto__":{},"commandId":"x","skill":"slash"}' })],
    ["no text", 400, () => ({ body: new Uint8Array([0x22, 0xff, 0x22]) })],
    ["nothing", 400, () => ({ body: "" })],
    ["too much", 413, () => ({ body: command({ name: "x".repeat(1_024) }) })],
    ["another type", 415, () => ({ headers: { "content-type": "text/plain" } })],
    ["nobody", 401, () => ({ headers: { authorization: "Bearer nobody" } })],
    ["another origin", 403, () => ({ headers: { origin: "https://evil.example" } })],
    ["an origin of one's own", 200, () => ({ headers: { origin: server.url } })],
    ["a cookie", 200, () => ({ headers: { authorization: "", cookie: `hydra_session=${player.token}` } })],
  ])("[PR45] answers %s as the framework's route does", async (_what, status, requestOf) => {
    const { body = command(), headers = {} } = requestOf();
    // Once before, so that both are the same repetition.
    await send({ body, headers }, { query: "?a=" });
    const answer = await send({ body, headers });
    expect(answer).toEqual(await send({ body, headers }, { query: "?a=" }));
    expect(answer.status).toBe(status);
  });

  it("[PR32] answers how long a skill is not ready as the framework's route does", async () => {
    const familyId = await createFamily(server, {});
    const { token } = await join(server, familyId);
    const again = (query: string): ReturnType<typeof send> =>
      send(
        { body: command({ skill: "ultimate" }), headers: { authorization: `Bearer ${token}` } },
        { familyId, query },
      );
    expect(await again("")).toMatchObject({ status: 200 });
    const refused = await again("");
    expect(refused).toMatchObject({ status: 409 });
    expect(refused).toEqual(await again("?a="));
  });

  it("takes no session of another family", async () => {
    const familyId = await createFamily(server);
    expect(await send({}, { familyId })).toMatchObject({ status: 401 });
    expect(await send({}, { familyId: "nobody" })).toMatchObject({ status: 404 });
  });

  it("answers several in one breath in their order, and nothing that was broken off", async () => {
    const head = (length: number): string =>
      `POST /api/families/${player.familyId}/attacks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n` +
      `Authorization: Bearer ${player.token}\r\nContent-Length: ${length}\r\n\r\n`;
    const request = (body: string): string => head(body.length) + body;
    const half = await RawConnection.open(server.port);
    half.send(request(command({ commandId: "broken-off" })).slice(0, -1));
    half.socket.destroy();
    const connection = await RawConnection.open(server.port);
    connection.send(
      request(command({ commandId: "one" })) + request("{}") + request(command({ commandId: "two" })),
    );
    expect(await connection.untilText('"two"')).toMatch(/"one".*"invalid-body".*"two"/s);
    const answer = await send({ body: command({ commandId: "broken-off" }) });
    expect(answer.body).toContain('"duplicate":false');
  });
});
