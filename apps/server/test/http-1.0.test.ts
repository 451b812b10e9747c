// HTTP/1.0, which nginx uses towards a server unless it is configured otherwise: no chunks (RFC 9112 §7), no Host needed (§3.2), and
// a body that ends with its length or with the connection (§6.3).
import { createParser } from "eventsource-parser";
import {
  decodeFrame,
  type JoinAnswer,
  routes,
  TRAITS,
  type TransportName,
  TRANSPORTS,
} from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../src/index.ts";
import { attack, createFamily, join } from "./http-player.ts";
import { expectProblem } from "./problem.ts";
import { parseAnswer, RawConnection } from "./raw-connection.ts";

let server: RunningServer;
let player: JoinAnswer;
beforeAll(async () => {
  server = await startServer();
  player = await join(server, await createFamily(server));
  await attack(server, player, { commandId: "first" });
});
afterAll(() => server.close());

async function newest(): Promise<string> {
  const answer = await fetch(server.url + routes.feed(player.familyId, "polling"));
  return (answer.headers.get("etag") ?? "").replaceAll('"', "");
}

/** As nginx sends it, as an old client does, and as one that would keep the connection. */
const heads: [string, string[]][] = [
  ["as nginx asks", ["Host: 127.0.0.1:3000", "Connection: close"]],
  ["without Connection", ["Host: 127.0.0.1:3000"]],
  ["without any field", []],
  ["with keep-alive", ["Host: 127.0.0.1:3000", "Connection: keep-alive"]],
];

async function ask(path: string, fields: readonly string[], method = "GET"): Promise<RawConnection> {
  return (await RawConnection.open(server.port)).request(`${method} ${path} HTTP/1.0`, ...fields);
}

const isUnchunked = (headers: string): boolean => !/^transfer-encoding:/im.test(headers);

describe.each(heads)("[PR5] [PR6] over HTTP/1.0, %s,", (_how, fields) => {
  it.each<[string, TransportName, string]>([
    ["a poll", "polling", ""],
    ["a poll by the framework's route", "polling", "?holdMs="],
    ["a long-poll", "long-polling", ""],
  ])("%s is answered whole", async (_what, transport, query) => {
    await using connection = await ask(routes.feed(player.familyId, transport) + query, fields);
    const received = await connection.until((text) => parseAnswer(text).isWhole);
    const { status, headers, body } = parseAnswer(received);
    expect(status).toBe(200);
    expect(isUnchunked(headers)).toBe(true);
    expect(decodeFrame(body)?.type).toBe("snapshot");
    if (!fields.includes("Connection: keep-alive")) expect(await connection.ended()).toBe(received);
  });

  it.each<[string, TransportName, string]>([
    ["a poll", "polling", ""],
    ["a long-poll whose hold ends", "long-polling", "&holdMs=1"],
  ])("%s that finds nothing newer ends with its head", async (_what, transport, query) => {
    const path = `${routes.feed(player.familyId, transport)}?since=${await newest()}${query}`;
    await using connection = await ask(path, fields);
    const { status, headers, body } = parseAnswer(await connection.untilText("\r\n\r\n"));
    expect(status).toBe(204);
    expect(isUnchunked(headers)).toBe(true);
    expect(body).toBe("");
    if (!fields.includes("Connection: keep-alive")) await connection.ended();
  });

  it("a long-poll that waits is answered with the change", async () => {
    const since = await newest();
    const path = `${routes.feed(player.familyId, "long-polling")}?since=${since}`;
    await using connection = await ask(path, fields);
    await attack(server, player, { commandId: `during ${fields.join()}`.replaceAll(/[^\w]/g, "-") });
    const { headers, body } = parseAnswer(
      await connection.until((received) => parseAnswer(received).isWhole),
    );
    expect(isUnchunked(headers)).toBe(true);
    expect(decodeFrame(body)).toMatchObject({ type: "delta" });
  });

  it("[PR50] an event stream is the bare events, and goes on", async () => {
    await using connection = await ask(routes.feed(player.familyId, "sse"), fields);
    await connection.untilText("event: snapshot");
    await attack(server, player, { commandId: `stream ${fields.join()}`.replaceAll(/[^\w]/g, "-") });
    const received = await connection.until((text) => /event: delta[^]*\n\n$/.test(text));
    const { status, headers, contentType } = parseAnswer(received);
    expect(status).toBe(200);
    expect(contentType).toMatch(/^text\/event-stream/);
    expect(isUnchunked(headers)).toBe(true);
    expect(headers).toMatch(/^connection: close\r?$/im);
    // An independent reader, of everything behind the head: chunk sizes would be lines of no known field.
    const body = Buffer.from(received.slice(received.indexOf("\r\n\r\n") + 4), "latin1").toString();
    const types: (string | undefined)[] = [];
    const parser = createParser({
      onEvent: ({ event, data }) => {
        types.push(event);
        expect(decodeFrame(data)?.type).toBe(event);
      },
      onError: ({ message }) => expect.fail(message),
    });
    parser.feed(body);
    expect(types).toEqual(["snapshot", ...types.slice(1).map(() => "delta")]);
    expect(types.length).toBeGreaterThan(1);
  });
});

describe("over HTTP/1.0", () => {
  it("[PR45] an attack counts, without the page's header and with it", async () => {
    const body = JSON.stringify({ commandId: "over-1.0", skill: "slash" });
    const page = "http://hydra.example";
    const fields = [
      "Host: 127.0.0.1:3000",
      "Connection: close",
      `Authorization: Bearer ${player.token}`,
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
    ];
    for (const more of [[], [`Origin: ${page}`, `Hydra-Page: ${page}`]]) {
      await using connection = await RawConnection.open(server.port);
      const lines = [`POST ${routes.attacks(player.familyId)} HTTP/1.0`, ...fields, ...more, "", body];
      const answer = parseAnswer(await connection.send(lines.join("\r\n")).ended());
      expect(answer.status).toBe(200);
      expect(answer.isWhole).toBe(true);
      expect(isUnchunked(answer.headers)).toBe(true);
    }
  });

  it.each(["/healthz", "/readyz", "/metrics", routes.time, routes.families, "/api/docs"])(
    "%s needs no Host, and is answered whole",
    async (path) => {
      await using connection = await ask(path, []);
      const answer = parseAnswer(await connection.ended());
      expect(answer.status).toBe(200);
      expect(answer.isWhole).toBe(true);
      expect(isUnchunked(answer.headers)).toBe(true);
    },
  );

  it("[PR4] a page's request without a Host is no page's of this server", async () => {
    await using connection = await ask(
      routes.families,
      ["Origin: http://127.0.0.1", "Content-Length: 0"],
      "POST",
    );
    expectProblem(parseAnswer(await connection.ended()), "forbidden-origin");
  });

  it.each(TRANSPORTS)("[PR30] an error of %s is a whole problem", async (transport) => {
    await using connection = await ask(routes.feed("nobody", transport), ["Host: a", "Connection: close"]);
    const answer = parseAnswer(await connection.ended());
    expectProblem(answer, TRAITS[transport].needsUpgrade ? "upgrade-required" : "unknown-family");
    expect(isUnchunked(answer.headers)).toBe(true);
  });

  it("[PR54] a restart ends an event stream with its pause, unchunked", async () => {
    const other = await startServer();
    const familyId = await createFamily(other);
    await using connection = await RawConnection.open(other.port);
    connection.request(`GET ${routes.feed(familyId, "sse")} HTTP/1.0`, "Host: a");
    await connection.untilText("event: snapshot");
    await other.close();
    const received = await connection.ended();
    expect(received).toMatch(/\nretry: \d+\n\n$/);
    expect(received).not.toMatch(/^[0-9a-f]+\r$/m);
  });
});
