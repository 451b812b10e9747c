import { text } from "node:stream/consumers";
import { decodeTimeAnswer, ProtocolError } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { requestJson } from "../src/http.ts";
import { startScriptedServer } from "../../feed/test/client/scripted-server.ts";

const timeOf = (baseUrl: string, more: { body?: unknown; token?: string; signal?: AbortSignal } = {}) =>
  requestJson({ baseUrl, path: "/api/time", decode: decodeTimeAnswer, ...more });

describe("requestJson", () => {
  it("[PR2] sends a body as JSON with its token, and reads the answer", async () => {
    await using server = await startScriptedServer();
    const answer = timeOf(server.url, { body: { name: "九" }, token: "t" });
    const { request, send } = await server.next();
    expect(request.method).toBe("POST");
    expect(request.headers).toMatchObject({ "content-type": "application/json", authorization: "Bearer t" });
    expect(await text(request)).toBe('{"name":"九"}');
    send(201, '{"now":12.5}');
    expect(await answer).toEqual({ now: 12.5 });
  });

  it("asks without a body by GET, and without a token by nothing", async () => {
    await using server = await startScriptedServer();
    const answer = timeOf(server.url);
    const { request, send } = await server.next();
    expect([request.method, request.headers.authorization]).toEqual(["GET", undefined]);
    send(200, '{"now":1}');
    await answer;
  });

  it("[PR30] throws the server's error with its code and hint", async () => {
    await using server = await startScriptedServer();
    const answer = timeOf(server.url);
    (await server.next()).sendProblem(new ProtocolError("cooldown", "wait", 300));
    await expect(answer).rejects.toEqual(new ProtocolError("cooldown", "wait", 300));
  });

  it.each([
    [
      "internal",
      (answer: { send(status: number, body?: string): void }) => answer.send(200, '{"now":"noon"}'),
    ],
    ["unavailable", (answer: { send(status: number, body?: string): void }) => answer.send(502, "<html>")],
  ])("[PR7] [PR34] throws `%s` for what cannot be read", async (code, reply) => {
    await using server = await startScriptedServer();
    const answer = timeOf(server.url);
    reply(await server.next());
    await expect(answer).rejects.toMatchObject({ name: "ProtocolError", code });
  });

  it("throws `unavailable` when the connection breaks, and when nothing listens", async () => {
    const server = await startScriptedServer();
    const answer = timeOf(server.url);
    (await server.next()).response.destroy();
    await expect(answer).rejects.toMatchObject({ name: "ProtocolError", code: "unavailable" });
    await server[Symbol.asyncDispose]();
    await expect(timeOf(server.url)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("throws the signal's reason when it aborts", async () => {
    await using server = await startScriptedServer();
    const controller = new AbortController();
    const answer = timeOf(server.url, { signal: controller.signal });
    const { gone } = await server.next();
    controller.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
    await gone;
  });
});
