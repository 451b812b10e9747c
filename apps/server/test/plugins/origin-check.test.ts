import { routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { TestApp } from "../test-app.ts";

const FRIEND = "https://friend.example";
const HOST = "hydra.example:3000";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open({ allowedOrigins: [FRIEND] });
});
afterAll(() => server[Symbol.asyncDispose]());

type Headers = Record<string, string>;
const create = (headers: Headers): ReturnType<TestApp["post"]> =>
  server.post(routes.families, { name: "x" }, { host: HOST, ...headers });

const trusted: [string, Headers][] = [
  ["without an origin", {}],
  ["from its own origin", { origin: `http://${HOST}` }],
  ["from its own origin behind TLS", { origin: `https://${HOST}` }],
  [
    "from its own origin, whose name was typed in capitals",
    { host: HOST.toUpperCase(), origin: `http://${HOST}` },
  ],
  ["from an allow-listed origin", { origin: FRIEND }],
  [
    "from its own origin, whose port Host names",
    { host: "hydra.example:80", origin: "http://hydra.example" },
  ],
  [
    "from its own origin behind TLS, whose port Host names",
    { host: "hydra.example:443", origin: "https://hydra.example" },
  ],
  ["from its own origin, an IPv6 address", { host: "[::1]:3000", origin: "http://[::1]:3000" }],
  ["from its own origin, an IPv6 address in full", { host: "[0:0::1]:80", origin: "http://[::1]" }],
];

const foreign: [string, Headers][] = [
  ["from another origin", { origin: "https://evil.example" }],
  ["from another port of its own host", { origin: "http://hydra.example:3001" }],
  ["from a document without an origin", { origin: "null" }],
  ["with an empty origin", { origin: "" }],
  ["from an origin that only begins like an allowed one", { origin: `${FRIEND}.evil.example` }],
  ["from an allowed host under another scheme", { origin: "http://friend.example" }],
  ["with garbage", { origin: "garbage" }],
  ["from its own host under a scheme that is not the web's", { origin: `ftp://${HOST}` }],
  ["from the other scheme's port", { host: "hydra.example:80", origin: "https://hydra.example" }],
  ["from another IPv6 address", { host: "[::1]:3000", origin: "http://[::2]:3000" }],
  ["with its own host as a user's name", { origin: `https://${HOST}@evil.example` }],
];

describe("[PR4] a POST", () => {
  it.each(trusted)("%s is taken", async (_what, headers) => {
    expect((await create(headers)).statusCode).toBe(201);
  });

  it.each(foreign)("%s is refused", async (_what, headers) => {
    expectInjectedProblem(await create(headers), "forbidden-origin");
  });

  it("from another origin is refused before anything of it is looked at", async () => {
    const answer = await server.app.inject({
      method: "POST",
      url: "/api/nothing",
      payload: "x".repeat(5_000),
      headers: { origin: "https://evil.example" },
    });
    expectInjectedProblem(answer, "forbidden-origin");
  });
});

describe("[PR4] a GET", () => {
  it.each(foreign)("%s is answered: it changes nothing", async (_what, headers) => {
    expect((await server.get(routes.families, headers)).statusCode).toBe(200);
  });
});
