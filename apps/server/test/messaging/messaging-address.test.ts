import { decodeMessagingAnswer, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily } from "../http-player.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const ask = (query: string, at = server): Promise<Response> => fetch(`${at.url}${routes.messaging}${query}`);

describe("[PR101] where the message broker is", () => {
  it("is at the server itself, by a topic of each family", async () => {
    const familyId = await createFamily(server);
    const answer = await ask(`?familyId=${familyId}`);
    expect(decodeMessagingAnswer(await answer.text())).toEqual({
      provider: "mqtt",
      topic: `hydra/families/${familyId}/ranking`,
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it.each(["", "?familyId=", "?familyId"])(
    "[PR7] is given for any family, by the place of its id, to a request that names none: %j",
    async (query) => {
      expect(await (await ask(query)).json()).toEqual({
        provider: "mqtt",
        topic: "hydra/families/{familyId}/ranking",
      });
    },
  );

  it.each([
    ["?familyId=nobody", "unknown-family"],
    ["?familyId=&familyId=", "invalid-body"],
    ["?familyId=%2B", "unknown-family"],
    ["?familyId=a&familyId=b", "invalid-body"],
  ] as const)("is not given for %s", async (query, code) => {
    const answer = await ask(query);
    expect((await answer.json()) as object).toMatchObject({ code });
  });
});

it("[PR100] [PR101] a server without a broker has neither", async () => {
  await using without = await startServer({ messaging: { type: "off" } });
  for (const path of [routes.messaging, "/mqtt"]) {
    const answer = await fetch(`${without.url}${path}`);
    expect((await answer.json()) as object).toMatchObject({ code: "not-found", status: 404 });
  }
});
