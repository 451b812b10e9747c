import { decodeFrame, routes } from "@hydra/protocol";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryLog } from "../memory-log.ts";
import { expectInjectedProblem } from "../problem.ts";
import { TestApp } from "../test-app.ts";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
});
afterAll(() => server[Symbol.asyncDispose]());

const next = (familyId: string, query = ""): string => `${routes.feed(familyId, "long-polling")}${query}`;
const cursorOf = ({ headers }: LightMyRequestResponse): string => String(headers.etag).replaceAll('"', "");

describe("GET ranking/next", () => {
  it("[PR6] answers at once without a cursor, with a snapshot", async () => {
    const { familyId } = await server.begin();
    const answer = await server.get(next(familyId));
    expect(decodeFrame(answer.body)?.type).toBe("snapshot");
    expect(answer.headers).toMatchObject({ "cache-control": "no-cache" });
  });

  it("[PR6] answers at once when something newer exists", async () => {
    const player = await server.begin();
    const since = cursorOf(await server.get(next(player.familyId)));
    await server.attack(player);
    const answer = await server.get(next(player.familyId, `?since=${since}`));
    expect(decodeFrame(answer.body)).toMatchObject({ type: "delta", from: Number(since.split(":")[1]) });
    expect(cursorOf(answer)).not.toBe(since);
  });

  it("[PR6] answers the moment something newer exists", async () => {
    const log = new MemoryLog();
    await using server = await TestApp.open({}, { log });
    const { familyId, playerId } = await server.begin();
    const since = cursorOf(await server.get(next(familyId)));
    const parked = server.get(next(familyId, `?since=${since}`));
    // Parked by the time anything else gets its turn.
    await server.get(routes.time);
    await log.append({ type: "attack", familyId, playerId, commandId: "elsewhere", skill: "slash" });
    const answer = await parked;
    expect(decodeFrame(answer.body)).toMatchObject({ type: "delta", hits: [{ playerId }] });
  });

  it.each(["0", "1", "20"])("[PR6] answers 204 when a hold of %s ms ends", async (holdMs) => {
    const { familyId } = await server.begin();
    const since = cursorOf(await server.get(next(familyId)));
    const answer = await server.get(next(familyId, `?since=${since}&holdMs=${holdMs}`));
    expect(answer.statusCode).toBe(204);
    expect(answer.body).toBe("");
    expect(answer.headers["cache-control"]).toBe("no-cache");
  });

  it("[PR6] answers 204 when the server closes, and asks not to come back on this connection", async () => {
    const server = await TestApp.open();
    const { familyId } = await server.begin();
    const since = cursorOf(await server.get(next(familyId)));
    const parked = server.get(next(familyId, `?since=${since}`));
    await server.get(routes.time);
    await server[Symbol.asyncDispose]();
    const answer = await parked;
    expect(answer.statusCode).toBe(204);
    expect(answer.headers.connection).toBe("close");
  });

  it.each(["-1", "1.5", "x", "1e3", "0x10", "1&holdMs=2", "%20"])(
    "[PR6] refuses holdMs=%s",
    async (holdMs) => {
      const { familyId } = await server.begin();
      expectInjectedProblem(await server.get(next(familyId, `?holdMs=${holdMs}`)), "invalid-body");
    },
  );

  it("[PR6] cuts a hold that is too long instead of refusing it", async () => {
    const { familyId } = await server.begin();
    const answer = await server.get(next(familyId, `?holdMs=${"9".repeat(400)}`));
    expect(answer.statusCode).toBe(200);
  });

  it("[PR10] refuses a cursor that cannot be read, and an unknown family", async () => {
    const { familyId } = await server.begin();
    expectInjectedProblem(await server.get(next(familyId, "?since=x")), "invalid-cursor");
    expectInjectedProblem(await server.get(next("nobody")), "unknown-family");
  });
});
