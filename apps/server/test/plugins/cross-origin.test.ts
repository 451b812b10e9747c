import { LOG_HEADER, PAGE_HEADER, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { bearer, TestApp } from "../test-app.ts";

const FRIEND = "https://friend.example";
const STRANGER = "https://stranger.example";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open({ allowedOrigins: ["https://other.example", FRIEND] });
});
afterAll(() => server[Symbol.asyncDispose]());

type Answer = Awaited<ReturnType<TestApp["get"]>>;

function corsHeaders({ headers }: Answer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control-")));
}

function preflight(origin: string, app = server.app, fields = "content-type"): Promise<Answer> {
  return app.inject({
    method: "OPTIONS",
    url: routes.families,
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": fields,
    },
  });
}

describe("a page of an allow-listed origin", () => {
  it("may read answers, the cursor and the pause among them, and send its session", async () => {
    const answer = await server.get(routes.families, { origin: FRIEND });
    expect(corsHeaders(answer)).toEqual({
      "access-control-allow-origin": FRIEND,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": `etag, retry-after, ${LOG_HEADER}`,
    });
    expect(answer.headers.vary).toMatch(/\bOrigin\b/i);
  });

  it("may read errors", async () => {
    const player = await server.begin();
    const command = { commandId: "", skill: "slash" };
    const headers = { origin: FRIEND, ...bearer(player.token) };
    const refused = await server.post(routes.attacks(player.familyId), command, headers);
    expectInjectedProblem(refused, "invalid-body");
    expect(corsHeaders(refused)).toMatchObject({ "access-control-allow-origin": FRIEND });
    const missing = await server.get("/api/nothing", { origin: FRIEND });
    expect(corsHeaders(missing)).toMatchObject({ "access-control-allow-origin": FRIEND });
  });

  it("learns beforehand what it may send", async () => {
    const answer = await preflight(FRIEND);
    expect(answer.statusCode).toBe(204);
    expect(corsHeaders(answer)).toMatchObject({
      "access-control-allow-origin": FRIEND,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, HEAD, POST",
      "access-control-allow-headers":
        "authorization, content-type, if-none-match, last-event-id, traceparent",
    });
  });
});

describe("a page of another origin", () => {
  it("may read nothing", async () => {
    const answer = await server.get(routes.families, { origin: STRANGER });
    expect(corsHeaders(answer)).toEqual({});
    expect(answer.headers.vary).toMatch(/\bOrigin\b/i);
  });

  it("gets no permission to send anything", async () => {
    const answer = await preflight(STRANGER);
    expect(corsHeaders(answer)).toEqual({});
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expectInjectedProblem(answer, "not-found");
  });
});

it("[PR15] grants no page of another origin the header that makes it the server's own", async () => {
  const fields = `content-type, ${PAGE_HEADER}`;
  expect((await preflight(FRIEND, server.app, fields)).headers["access-control-allow-headers"]).not.toMatch(
    new RegExp(String.raw`\*|${PAGE_HEADER}`, "i"),
  );
  expect(corsHeaders(await preflight(STRANGER, server.app, fields))).toEqual({});
  await using closed = await TestApp.open();
  const answer = await preflight(FRIEND, closed.app, fields);
  expect(corsHeaders(answer)).toEqual({});
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
});

it("does not exist where no origin is allow-listed", async () => {
  await using closed = await TestApp.open();
  expect(corsHeaders(await closed.get(routes.families, { origin: FRIEND }))).toEqual({});
  const answer = await preflight(FRIEND, closed.app);
  expect(corsHeaders(answer)).toEqual({});
  expectInjectedProblem(answer, "method-not-allowed");
});
