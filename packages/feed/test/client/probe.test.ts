import { describe, expect, it } from "vitest";
import { createConnection } from "../../src/client/create-connection.ts";
import type { ConnectionState } from "../../src/client/connection-types.ts";
import { probe, type Probe } from "../../src/client/probe.ts";
import { decodeObject, stringAt } from "../../src/wire/fields.ts";
import { FeedError } from "../../src/wire/problem.ts";
import { createQueue } from "./queue.ts";
import { story } from "./rig.ts";
import { startScriptedServer, type Exchange } from "./scripted-server.ts";

const SUMMARY = '{"name":"Prices"}';
const { signal } = new AbortController();

function question(baseUrl: string) {
  return {
    url: `${baseUrl}/summary`,
    read: (text: string) => void stringAt(decodeObject(text), "name"),
  };
}

async function ask(answer: (exchange: Exchange) => void): Promise<Probe> {
  await using server = await startScriptedServer();
  const answered = probe(question(server.url), "t", signal);
  const exchange = await server.next();
  expect(exchange.target).toBe("/summary");
  expect(exchange.request.headers.authorization).toBe("Bearer t");
  answer(exchange);
  return await answered;
}

describe("the question why a transport does not get through", () => {
  it("[FP4] finds a server that serves the feed, and whether it takes the page for its own", async () => {
    expect(await ask((exchange) => exchange.send(200, SUMMARY))).toEqual({
      type: "served",
      isOriginRefused: false,
    });
    const headers = { "hydra-origin": "differs" };
    expect(await ask((exchange) => exchange.send(200, SUMMARY, headers))).toEqual({
      type: "served",
      isOriginRefused: true,
    });
  });

  it("[FP1] finds that a feed is gone", async () => {
    const answer = await ask((exchange) => exchange.sendProblem(new FeedError("not-found")));
    expect(answer).toMatchObject({ type: "refused", code: "not-found" });
  });

  it.each([
    [200, "<html>Log in</html>"],
    [200, "{}"],
    [404, "<html>Not found</html>"],
    [403, ""],
  ])("[FP2] takes an intermediary's %d %s for no answer", async (status, body) => {
    const answer = await ask((exchange) => exchange.send(status, body));
    expect(["lost", "malformed"]).toContain(answer.type);
  });

  it("[PR32] keeps the hint of a server that is not ready", async () => {
    const error = new FeedError("unavailable", "starting", 900);
    expect(await ask((exchange) => exchange.sendProblem(error))).toMatchObject({
      type: "lost",
      reason: "starting",
      retryAfterMs: 900,
    });
  });

  it("never rejects when nothing listens", async () => {
    const server = await startScriptedServer();
    await server[Symbol.asyncDispose]();
    expect(await probe(question(server.url), undefined, signal)).toMatchObject({ type: "lost" });
  });
});

describe("a connection whose socket is refused", () => {
  it.each([
    ["the feed's own snapshot", JSON.stringify(story.snapshot(5)), "refused"],
    ["what is not the feed", "<html>Log in</html>", undefined],
  ])("[FP4] polls the feed to find out why: %s", async (_answer, body, obstacle) => {
    await using server = await startScriptedServer(false);
    const states = createQueue<ConnectionState>();
    const connection = createConnection({
      url: `${server.url}/prices/`,
      transport: "websocket",
      query: { tenant: "a&b" },
      onState: (state) => states.push(state),
    });
    const exchange = await server.next();
    expect(server.targets[0]).toBe("/prices/socket?tenant=a%26b");
    expect(exchange.target).toBe("/prices?tenant=a%26b");
    exchange.send(200, body);
    expect(await states.next()).toMatchObject({ type: "reconnecting" });
    const { state } = connection;
    expect(state.type === "reconnecting" && state.obstacle).toBe(obstacle);
    connection.close();
  });
});
