import { openApiDocument, routes, TRAITS, TRANSPORTS } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { readConfig } from "../../src/config.ts";
import { bearer, TestApp } from "../test-app.ts";

let server: TestApp;
/** With chat rooms in the place of the embedded broker. */
let rooms: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
  rooms = await withMessaging("netease");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rooms[Symbol.asyncDispose]();
});

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** `METHOD /path` of every route, as the router prints its tree: a line a node, four characters a level. */
function registeredRoutes(tree: string): string[] {
  const path: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", segment = "", names = ""] = /^([│├└─ ]*)(\S+) \((.+)\)$/u.exec(line) ?? [];
    if (segment === "") return [];
    path.length = indent.length / 4 - 1;
    path.push(segment);
    return names.split(", ").map((name) => `${name} ${path.join("")}`);
  });
}

function describedRoutes(): string[] {
  return Object.entries(openApiDocument.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((key) => (methods as readonly string[]).includes(key.toUpperCase()))
      .map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
  );
}

/** What a setting has the server serve of the lane by messages. */
const MESSAGING = {
  embedded: { env: {}, serves: [`GET ${TRAITS.mqtt.path}`, `GET ${routes.messaging}`] },
  broker: { env: { MESSAGING_URL: "ws://broker.example" }, serves: [`GET ${routes.messaging}`] },
  netease: {
    env: {
      MESSAGING: "netease",
      NETEASE_APP_KEY: "key",
      NETEASE_APP_SECRET: "secret",
      NETEASE_ACCOUNT: "hydra",
      // The port "discard": nothing answers.
      NETEASE_ORIGIN: "http://127.0.0.1:9",
    },
    serves: [
      `GET ${routes.messaging}`,
      "GET /api/families/:familyId/ranking/room",
      "GET /api/families/:familyId/ranking/room/next",
    ],
  },
  off: { env: { MESSAGING: "0" }, serves: [] },
} as const;
type MessagingName = keyof typeof MESSAGING;
const MESSAGING_ROUTES: ReadonlySet<string> = new Set(
  Object.values(MESSAGING).flatMap(({ serves }) => serves as readonly string[]),
);

function withMessaging(name: MessagingName): Promise<TestApp> {
  return TestApp.open({ messaging: readConfig(MESSAGING[name].env).messaging });
}

it.each(Object.keys(MESSAGING) as MessagingName[])(
  "[PR1, PR180] serves what the API's description has, and nothing else: messaging %s",
  async (name) => {
    await using own = await withMessaging(name);
    const served = registeredRoutes(own.app.printRoutes({ commonPrefix: false }))
      .filter((route) => !route.startsWith("HEAD "))
      // The documentation's own pages and the lab are no part of the contract.
      .filter((route) => !/ \/api\/docs\/| \/api\/lab\b/.test(route))
      // Pages of the web app, where it is built.
      .filter((route) => / \/(api|mqtt|healthz|readyz|metrics)\b/.test(route));
    const always = describedRoutes().filter((route) => !MESSAGING_ROUTES.has(route));
    expect(served.sort()).toEqual([...always, ...MESSAGING[name].serves].sort());
    expect(describedRoutes()).toEqual(expect.arrayContaining(served));
  },
);

it("[PR180] gives out the description that this contract has", async () => {
  expect((await server.get("/api/docs/json")).json()).toMatchObject({ paths: openApiDocument.paths });
});

const anyFamily = (template: string, familyId: string): string => template.replace("{familyId}", familyId);

describe.each(Object.entries(openApiDocument.paths))("%s", (template, item) => {
  const own = (): TestApp => (template.includes("/ranking/room") ? rooms : server);

  it("[PR2] refuses the methods it does not take, and lists which it does", async () => {
    const { familyId } = await own().begin();
    const url = anyFamily(template, familyId);
    const taken = [...("get" in item ? ["GET"] : []), ...("post" in item ? ["POST"] : [])];
    for (const method of methods.filter((name) => name !== "HEAD" && !taken.includes(name))) {
      const answer = await own().app.inject({ method, url });
      expectInjectedProblem(answer, "method-not-allowed");
      for (const name of taken) expect(String(answer.headers.allow).split(", ")).toContain(name);
    }
  });

  it("has the common headers", async () => {
    const { familyId, token } = await own().begin();
    const method = "post" in item ? "POST" : "GET";
    // A feed may answer without an end.
    const query = template.includes("/ranking") ? "?since=garbage" : "";
    const url = anyFamily(template, familyId) + query;
    const answer = await own().app.inject({ method, url, headers: bearer(token) });
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    expect(answer.headers["x-powered-by"]).toBeUndefined();
    expect(answer.headers.server).toBeUndefined();
  });
});

describe("HEAD", () => {
  it.each(["/healthz", "/readyz", "/metrics", routes.time, routes.families])(
    "%s is GET without a body",
    async (url) => {
      const answer = await server.app.inject({ method: "HEAD", url });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toBe("");
    },
  );

  it("[PR5] of the ranking has its entity tag", async () => {
    const { familyId } = await server.begin();
    const url = routes.feed(familyId, "polling");
    const head = await server.app.inject({ method: "HEAD", url });
    const get = await server.get(url);
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe("");
    expect(head.headers.etag).toBe(get.headers.etag);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
  });

  it.each(["*", '"x:1", *', undefined])("[PR5] has the length of a body that GET has: %s", async (tag) => {
    const { familyId } = await server.begin();
    const url = routes.feed(familyId, "polling");
    const etag = String((await server.get(url)).headers.etag);
    const headers = { "if-none-match": tag ?? etag };
    for (const query of ["", `?since=${etag.replaceAll('"', "")}`])
      for (const conditions of [{}, headers]) {
        const [get, head] = await Promise.all([
          server.get(url + query, conditions),
          server.app.inject({ method: "HEAD", url: url + query, headers: conditions }),
        ]);
        const { date: _, ...fields } = get.headers;
        expect({ status: head.statusCode, ...head.headers }).toMatchObject({
          status: get.statusCode,
          ...fields,
        });
        // RFC 9110 §8.6: none in a 204, and in a 304 only that of the 200 in its place.
        expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
        if (get.statusCode !== 200) expect(get.headers["content-length"]).toBeUndefined();
      }
  });

  it.each(TRANSPORTS.filter((name) => TRAITS[name].holdsConnection))(
    "of %s is refused: it would never end",
    async (transport) => {
      const { familyId } = await server.begin();
      const answer = await server.app.inject({ method: "HEAD", url: routes.feed(familyId, transport) });
      expect(answer.statusCode).toBe(405);
      expect(answer.headers.allow).toBe("GET");
    },
  );
});

describe("a body", () => {
  const send = (payload: string | Buffer, contentType?: string): ReturnType<TestApp["get"]> =>
    server.app.inject({
      method: "POST",
      url: routes.families,
      payload,
      headers: contentType === undefined ? {} : { "content-type": contentType },
    });
  const JSON_TYPE = "application/json";
  const ofLength = (bytes: number): string => JSON.stringify({ name: "x" }).padEnd(bytes, " ");

  it("[PR2] may have 1,024 bytes and not one more", async () => {
    expect((await send(ofLength(1_024), JSON_TYPE)).statusCode).toBe(201);
    expectInjectedProblem(await send(ofLength(1_025), JSON_TYPE), "body-too-large");
    expectInjectedProblem(await send(ofLength(1_000_000), JSON_TYPE), "body-too-large");
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonx",
    "x",
    undefined,
  ])("[PR2] must be JSON, not %s", async (contentType) => {
    expectInjectedProblem(await send(ofLength(20), contentType), "unsupported-media-type");
  });

  it.each([
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "Application/JSON",
    "application/json; version=1; charset=utf-8",
  ])("[PR2] may have the type %s", async (contentType) => {
    expect((await send(ofLength(20), contentType)).statusCode).toBe(201);
  });

  it.each(["application/json", "application/json; charset=utf-8", "text/plain", "x", undefined])(
    "[PR2] that is empty has no type to be wrong: %s",
    async (contentType) => {
      const familyId = await server.createFamily();
      const type = contentType === undefined ? {} : { "content-type": contentType };
      for (const length of [{ "content-length": "0" }, { "transfer-encoding": "chunked" }, {}]) {
        const headers = { ...type, ...length };
        const url = `/api/lab/traffic/${familyId}?labId=a`;
        expect((await server.app.inject({ method: "DELETE", url, headers })).statusCode).toBe(204);
        const post = await server.app.inject({ method: "POST", url: "/api/lab/wire", headers });
        expect(post.statusCode).toBe(201);
        expectInjectedProblem(
          await server.app.inject({ method: "POST", url: routes.families, headers }),
          "invalid-body",
        );
      }
    },
  );

  it.each([
    "",
    "{",
    "null",
    "7",
    '"x"',
    "[]",
    '{"name":"x"}}',
    '{"name":"x",}',
    '{"name":"x","__proto__":{"rules":1}}',
    '{"name":"x","constructor":{"prototype":{"rules":1}}}',
    '{"name":"\\ud800"}',
    `{"name":"x","deep":${"[".repeat(450)}${"]".repeat(450)}`,
  ])("[PR40] that is %s is refused", async (body) => {
    expectInjectedProblem(await send(body, JSON_TYPE), "invalid-body");
  });

  it("[PR40] that is not UTF-8 is refused", async () => {
    const latin1 = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xe9, 0xff]), Buffer.from('"}')]);
    expectInjectedProblem(await send(latin1, JSON_TYPE), "invalid-body");
  });

  it("[PR7] may have unknown members", async () => {
    expect((await send('{"name":"x","future":{"a":[1]}}', JSON_TYPE)).statusCode).toBe(201);
  });
});
