import { routes } from "@hydra/protocol";
import type { LightMyRequestResponse } from "fastify";
import { describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { TestApp } from "../test-app.ts";

const PROXY = "10.1.2.3";
const STRANGER = "203.0.113.9";
const HOST = "hydra.example";

interface Request {
  /** Whom the connection comes from. */
  readonly from: string;
  readonly headers?: Record<string, string>;
}

function create(server: TestApp, { from, headers = {} }: Request): Promise<LightMyRequestResponse> {
  return server.app.inject({
    method: "POST",
    url: routes.families,
    payload: { name: "Hunters" },
    remoteAddress: from,
    headers: { host: HOST, ...headers },
  });
}

/** Ten families founded at one moment by clients of these addresses: how many were not refused. */
async function founded(server: TestApp, from: string, client: (n: number) => string): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => create(server, { from, headers: { "x-forwarded-for": client(n) } })),
  );
  return answers.filter(({ statusCode }) => statusCode === 201).length;
}

/** They are one client's: one of them, and one more for each second that this took. */
async function expectOneShare(...who: Parameters<typeof founded>): Promise<void> {
  const startedAt = performance.now();
  const count = await founded(...who);
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(Math.min(9, 1 + Math.ceil((performance.now() - startedAt) / 1_000)));
}

const everyoneElse = (n: number): string => `198.51.100.${n}`;
const always = (): string => "198.51.100.99";

describe("without a trusted proxy", () => {
  it("a client's address is that of its connection, whatever it sends", async () => {
    await using server = await TestApp.open({ rateLimit: 1 });
    await expectOneShare(server, STRANGER, everyoneElse);
  });

  it("a client cannot pass for a page of this server by naming a host", async () => {
    await using server = await TestApp.open();
    const headers = { origin: "https://evil.example", "x-forwarded-host": "evil.example" };
    expectInjectedProblem(await create(server, { from: STRANGER, headers }), "forbidden-origin");
  });

  it.each(["http", "https"])(
    "[PR4] a page of either scheme is own: where TLS ended is not known",
    async (proto) => {
      await using server = await TestApp.open();
      for (const scheme of ["http", "https"]) {
        const headers = { origin: `${scheme}://${HOST}`, "x-forwarded-proto": proto };
        expect((await create(server, { from: STRANGER, headers })).statusCode).toBe(201);
      }
    },
  );
});

describe("behind a trusted proxy", () => {
  it.each([PROXY, "10.0.0.0/8", "uniquelocal"])("(%s) each client has a share of its own", async (proxy) => {
    await using server = await TestApp.open({ rateLimit: 1, trustProxy: [proxy] });
    expect(await founded(server, PROXY, everyoneElse)).toBe(10);
    await expectOneShare(server, PROXY, always);
  });

  it("a client that comes past the proxy has the address of its connection", async () => {
    await using server = await TestApp.open({ rateLimit: 1, trustProxy: [PROXY] });
    await expectOneShare(server, STRANGER, everyoneElse);
  });

  it("what a client wrote in front of the proxy's own entry does not count", async () => {
    await using server = await TestApp.open({ rateLimit: 1, trustProxy: [PROXY] });
    const forged = (n: number): string => `${everyoneElse(n)}, ${PROXY}, garbage ${n}, ${STRANGER}`;
    await expectOneShare(server, PROXY, forged);
  });

  it("a page of the host that the proxy was asked for is this server's own", async () => {
    await using server = await TestApp.open({ trustProxy: [PROXY] });
    const page = { origin: `https://${HOST}` };
    const inner = { ...page, host: "node-1:3000", "x-forwarded-host": HOST };
    expect((await create(server, { from: PROXY, headers: page })).statusCode).toBe(201);
    expect((await create(server, { from: PROXY, headers: inner })).statusCode).toBe(201);
    expectInjectedProblem(await create(server, { from: STRANGER, headers: inner }), "forbidden-origin");
  });

  it.each<[string, boolean, Record<string, string>]>([
    ["https", true, { origin: `https://${HOST}`, "x-forwarded-proto": "https" }],
    ["https", false, { origin: `http://${HOST}`, "x-forwarded-proto": "https" }],
    ["http", true, { origin: `http://${HOST}`, "x-forwarded-proto": "http" }],
    ["http", false, { origin: `https://${HOST}`, "x-forwarded-proto": "http" }],
    ["https, in capitals", true, { origin: `https://${HOST}`, "x-forwarded-proto": "HTTPS" }],
    ["https, as a socket's", true, { origin: `https://${HOST}`, "x-forwarded-proto": "wss" }],
    ["http, as a socket's", false, { origin: `https://${HOST}`, "x-forwarded-proto": "ws" }],
    ["https by the last of two", true, { origin: `https://${HOST}`, "x-forwarded-proto": "http, https" }],
    ["https by the last of two", false, { origin: `http://${HOST}`, "x-forwarded-proto": "http, https" }],
    ["nothing", true, { origin: `https://${HOST}` }],
    ["nothing", true, { origin: `http://${HOST}` }],
    [
      "https and the host",
      true,
      { origin: "https://a.example", "x-forwarded-host": "a.example", "x-forwarded-proto": "https" },
    ],
    [
      "https and the host with its port",
      true,
      { origin: "https://a.example", "x-forwarded-host": "a.example:443", "x-forwarded-proto": "https" },
    ],
    [
      "https and a host",
      false,
      { origin: `https://${HOST}`, "x-forwarded-host": "a.example", "x-forwarded-proto": "https" },
    ],
  ])("[PR4] that was asked by %s according to it, a page is own: %s", async (_what, isOwn, headers) => {
    await using server = await TestApp.open({ trustProxy: [PROXY] });
    const answer = await create(server, { from: PROXY, headers });
    if (isOwn) expect(answer.statusCode).toBe(201);
    else expectInjectedProblem(answer, "forbidden-origin");
  });

  it("a session's cookie is for https only where the proxy was reached over https", async () => {
    await using server = await TestApp.open({ trustProxy: [PROXY] });
    const url = routes.players(await server.createFamily());
    const join = async (from: string, proto: string): Promise<string> => {
      const headers = { host: HOST, "x-forwarded-proto": proto };
      const payload = { name: "Iolaus" };
      const answer = await server.app.inject({ method: "POST", url, payload, remoteAddress: from, headers });
      return String(answer.headers["set-cookie"]);
    };
    expect(await join(PROXY, "https")).toMatch(/; Secure/);
    expect(await join(PROXY, "http")).not.toMatch(/Secure/);
    expect(await join(STRANGER, "https")).not.toMatch(/Secure/);
  });
});
