import { encodeCursor, routes, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { EventClient } from "../event-client.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { expectProblem } from "../problem.ts";
import { RawConnection } from "../raw-connection.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function begin(): Promise<JoinAnswer> {
  return join(server, await createFamily(server));
}

/** The cursor of now. */
async function cursorOf({ familyId }: JoinAnswer): Promise<string> {
  const answer = await fetch(`${server.url}${routes.feed(familyId, "polling")}`);
  await answer.text();
  return answer.headers.get("etag")?.replaceAll('"', "") ?? "";
}

/** Three cursors, oldest first, each of a state of its own. */
async function threeCursors(player: JoinAnswer): Promise<[string, string, string]> {
  const cursors = [await cursorOf(player)];
  for (const commandId of ["one", "two"]) {
    await attack(server, player, { commandId });
    cursors.push(await cursorOf(player));
  }
  const [oldest = "", middle = "", newest = ""] = cursors;
  return [oldest, middle, newest];
}

describe("[PR50] the stream", () => {
  it("is never cached, transformed or buffered", async () => {
    const { familyId } = await begin();
    await using client = await EventClient.open(server.url, familyId);
    expect(client.response.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    });
    expect(client.response.headers["content-encoding"]).toBeUndefined();
  });

  it("[PR26, PR51] begins at once with a snapshot whose id is its cursor", async () => {
    const player = await begin();
    await using client = await EventClient.open(server.url, player.familyId);
    const [first] = await client.received(1);
    expect(first).toMatchObject({ event: "snapshot", id: await cursorOf(player) });
  });

  it("[PR54] sends at its start how long to wait before a reconnect", async () => {
    const { familyId } = await begin();
    await using client = await EventClient.open(server.url, familyId);
    await client.received(1);
    expect(client.retries).toHaveLength(1);
    expect(client.retries[0]).toBeGreaterThanOrEqual(1_000);
    expect(client.retries[0]).toBeLessThanOrEqual(2_000);
  });

  it("[PR29] shows in the end what a poll does, each delta following on the one before", async () => {
    const player = await begin();
    await using one = await EventClient.open(server.url, player.familyId);
    await using two = await EventClient.open(server.url, player.familyId);
    for (let n = 0; n < 50; n += 1) await attack(server, player, { commandId: `c${n}` });
    const seq = Number((await cursorOf(player)).split(":")[1]);
    expect(await one.reached(seq)).toEqual(await two.reached(seq));
    expect(one.view).toMatchObject({ entries: [{ playerId: player.playerId, hits: 50 }] });
  });

  it("keeps no watcher that has left", async () => {
    const { familyId } = await begin();
    const subscribers = async (): Promise<number> => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/^hydra_subscribers (\d+)$/m.exec(metrics)?.[1]);
    };
    const before = await subscribers();
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => EventClient.open(server.url, familyId)),
    );
    expect(await subscribers()).toBe(before + 20);
    for (const client of clients) await client[Symbol.asyncDispose]();
    while ((await subscribers()) > before);
  });
});

describe("[PR13, PR52] of since and Last-Event-ID", () => {
  it("the newer counts", async () => {
    const player = await begin();
    const [oldest, middle] = await threeCursors(player);
    const from = Number(middle.split(":")[1]);
    for (const options of [
      { since: middle },
      { lastEventId: middle },
      { since: oldest, lastEventId: middle },
      { since: middle, lastEventId: oldest },
      { since: middle, lastEventId: middle },
      { since: middle, lastEventId: "" },
      { since: "other:999999", lastEventId: middle },
    ]) {
      await using client = await EventClient.open(server.url, player.familyId, options);
      await client.received(1);
      expect(client.frames[0]).toMatchObject({ type: "delta", from });
    }
  });

  it("[PR26] the newest gets an empty delta, and one of another log a snapshot", async () => {
    const player = await begin();
    const [, , newest] = await threeCursors(player);
    await using resumed = await EventClient.open(server.url, player.familyId, { lastEventId: newest });
    await resumed.received(1);
    const [frame] = resumed.frames;
    expect(frame).toMatchObject({ type: "delta" });
    if (frame?.type === "delta") expect(frame.from).toBe(frame.seq);
    const options = { since: newest, lastEventId: "other:1" };
    await using reset = await EventClient.open(server.url, player.familyId, options);
    await reset.received(1);
    expect(reset.frames[0]?.type).toBe("snapshot");
  });

  it("[PR10] one that cannot be read is refused", async () => {
    const { familyId } = await begin();
    for (const [query, headers] of [
      ["?since=garbage", {}],
      ["", { "last-event-id": "garbage" }],
    ] as const) {
      const answer = await fetch(`${server.url}${routes.feed(familyId, "sse")}${query}`, { headers });
      const [status, contentType] = [answer.status, answer.headers.get("content-type") ?? undefined];
      expectProblem({ status, contentType, body: await answer.text() }, "invalid-cursor");
    }
    const nowhere = await fetch(`${server.url}${routes.feed("nobody", "sse")}`);
    expect(nowhere.status).toBe(404);
  });
});

describe("on the wire", () => {
  const request = (familyId: string, version = "1.1"): string[] => [
    `GET ${routes.feed(familyId, "sse")} HTTP/${version}`,
    "Host: 127.0.0.1",
  ];

  it("[RFC 9112 §7.1] each event is a chunk", async () => {
    const player = await begin();
    await using connection = await RawConnection.open(server.port);
    await connection.request(...request(player.familyId)).untilText("event: snapshot");
    await attack(server, player, { commandId: "one" });
    const received = await connection.until((text) => /event: delta[^]*\n\n\r\n$/.test(text));
    expect(received).toMatch(/^transfer-encoding: chunked\r$/im);
    let rest = received.slice(received.indexOf("\r\n\r\n") + 4);
    const events = [];
    while (rest !== "") {
      const [, size = "", from = ""] = /^(([0-9a-f]+)\r\n)/.exec(rest) ?? [];
      const end = size.length + Number.parseInt(from, 16);
      events.push(rest.slice(size.length, end));
      expect(rest.slice(end, end + 2)).toBe("\r\n");
      rest = rest.slice(end + 2);
    }
    expect(events.map((event) => /^event: (\w+)/.exec(event)?.[1])).toEqual([undefined, "snapshot", "delta"]);
    for (const event of events) expect(event.endsWith("\n\n")).toBe(true);
  });

  it("a client of HTTP/1.0 gets the same without chunks", async () => {
    const player = await begin();
    await using connection = await RawConnection.open(server.port);
    await connection.request(...request(player.familyId, "1.0")).untilText("event: snapshot");
    await attack(server, player, { commandId: "one" });
    const received = await connection.until((text) => /event: delta[^]*\n\n$/.test(text));
    expect(received).not.toMatch(/^transfer-encoding/im);
    expect(received.slice(received.indexOf("\r\n\r\n") + 4)).toMatch(
      /^retry: \d+\n\nevent: snapshot\nid: \S+\ndata: \{.*\}\n\nevent: delta\nid: \S+\ndata: \{.*\}\n\n$/,
    );
  });

  it("it begins when the requests in front of it have been answered, and loses nothing", async () => {
    const player = await begin();
    await using connection = await RawConnection.open(server.port);
    // A hold of another family keeps the stream waiting.
    const quiet = await begin();
    const hold = `${routes.feed(quiet.familyId, "long-polling")}?since=${await cursorOf(quiet)}&holdMs=30000`;
    connection.request(`GET ${hold} HTTP/1.1`, "Host: 127.0.0.1");
    connection.request(...request(player.familyId));
    await fetch(`${server.url}/healthz`);
    await attack(server, player, { commandId: "meanwhile" });
    const cursor = await cursorOf(player);
    await attack(server, quiet, { commandId: "end" });
    const begun = await connection.until((text) => text.includes(`event: snapshot\nid: ${cursor}\n`));
    expect(begun).toMatch(/^HTTP\/1\.1 200 [^]*HTTP\/1\.1 200 OK/);
    await attack(server, player, { commandId: "after" });
    const received = await connection.untilText("event: delta");
    expect(/event: delta\nid: \S+\ndata: (.*)\n/.exec(received)?.[1]).toContain(
      `"from":${cursor.split(":")[1]},`,
    );
  });

  it("a connection can carry it after another request", async () => {
    const player = await begin();
    await using connection = await RawConnection.open(server.port);
    await connection.request("GET /healthz HTTP/1.1", "Host: 127.0.0.1").untilText('"ok"');
    await connection.request(...request(player.familyId)).untilText("event: snapshot");
  });

  it("a crowd of streams asked for in one breath ends the connection, and all of them", async () => {
    const player = await begin();
    await using connection = await RawConnection.open(server.port);
    // One read of the server holds some 900 of them.
    for (let n = 0; n < 10_000; n += 1) connection.request(...request(player.familyId));
    await connection.ended();
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      expect(Number(/^hydra_subscribers (\d+)$/m.exec(metrics)?.[1])).toBeLessThan(64);
    });
  });
});

it("resumes from a cursor on every transport", async () => {
  const player = await begin();
  await using client = await EventClient.open(server.url, player.familyId);
  await client.received(1);
  if (client.view === undefined) throw new Error("nothing shown");
  const polled = await fetch(
    `${server.url}${routes.feed(player.familyId, "polling")}?since=${encodeCursor(client.view)}`,
  );
  expect(polled.status).toBe(204);
});
