import { ProtocolError } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { probe, type Probe } from "../src/probe.ts";
import { startScriptedServer, type Exchange } from "./scripted-server.ts";

const SUMMARY = {
  familyId: "f/1",
  name: "Family",
  players: 1,
  round: 1,
  monster: { name: "Hydra", hp: 5, maxHp: 5, status: "fighting" },
};
const { signal } = new AbortController();

async function ask(answer: (exchange: Exchange) => void): Promise<Probe> {
  await using server = await startScriptedServer();
  const answered = probe({ baseUrl: server.url, familyId: "f/1" }, signal);
  const exchange = await server.next();
  expect(exchange.target).toBe("/api/families/f%2F1");
  answer(exchange);
  return await answered;
}

describe("the question why a transport does not get through", () => {
  it("[FP4] finds a server that serves the family, and whether it takes the page for its own", async () => {
    expect(await ask((exchange) => exchange.send(200, JSON.stringify(SUMMARY)))).toEqual({
      type: "served",
      isOriginRefused: false,
    });
    const headers = { "hydra-origin": "differs" };
    expect(await ask((exchange) => exchange.send(200, JSON.stringify(SUMMARY), headers))).toEqual({
      type: "served",
      isOriginRefused: true,
    });
  });

  it("[FP1] is told of a family that is gone", async () => {
    const answer = await ask((exchange) => exchange.sendProblem(new ProtocolError("unknown-family")));
    expect(answer).toMatchObject({ type: "refused", code: "unknown-family" });
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
    const error = new ProtocolError("unavailable", "starting", 900);
    expect(await ask((exchange) => exchange.sendProblem(error))).toMatchObject({
      type: "lost",
      reason: "starting",
      retryAfterMs: 900,
    });
  });

  it("never rejects when nothing listens", async () => {
    const server = await startScriptedServer();
    await server[Symbol.asyncDispose]();
    expect(await probe({ baseUrl: server.url, familyId: "f1" }, signal)).toMatchObject({ type: "lost" });
  });
});
