// `/mqtt` as it is asked for without a handshake, and `GET /api/messaging`, which leads there.
import { routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection, type RawAnswer } from "../raw-connection.ts";
import { MQTT_PATH } from "./mqtt-socket.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function ask(line: string, ...fields: readonly string[]): Promise<RawAnswer> {
  await using connection = await RawConnection.open(server.port);
  return parseAnswer(await connection.request(line, ...fields, "Connection: close").ended());
}

const HOST = "Host: 127.0.0.1";

describe("[PR2] /mqtt without a handshake", () => {
  it.each(["1.0", "1.1"])("is answered with what it takes, over HTTP/%s", async (version) => {
    const answer = await ask(`GET ${MQTT_PATH} HTTP/${version}`, ...(version === "1.0" ? [] : [HOST]));
    expectProblem(answer, "upgrade-required");
    expect(answer.isWhole).toBe(true);
    expect(answer.headers).toMatch(/^upgrade: websocket\r?$/im);
    expect(answer.headers).not.toMatch(/^transfer-encoding:/im);
  });

  it.each(["1.0", "1.1"])("is refused by HEAD, without a body, over HTTP/%s", async (version) => {
    const answer = await ask(`HEAD ${MQTT_PATH} HTTP/${version}`, HOST);
    expect([answer.status, answer.body]).toEqual([405, ""]);
    expect(answer.headers).toMatch(/^allow: GET\r?$/im);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("is refused by %s", async (method) => {
    expectProblem(
      await ask(`${method} ${MQTT_PATH} HTTP/1.1`, HOST, "Content-Length: 0"),
      "method-not-allowed",
    );
  });
});

describe("[PR101] GET /api/messaging", () => {
  it.each([
    "nobody",
    ".",
    "..",
    "%2e%2e%2fx",
    "a/b",
    "+",
    "%2B",
    "%23",
    "a%00b",
    "a%0d%0aSet-Cookie:%20x=y",
    "%F0%9F%90%8D",
    "__proto__",
    "constructor",
    "toString",
    "x".repeat(65),
    "x".repeat(8_000),
    "%7BfamilyId",
  ])("of %s is unknown-family", async (value) => {
    const answer = await ask(`GET ${routes.messaging}?familyId=${value} HTTP/1.1`, HOST);
    expectProblem(answer, "unknown-family");
    expect(answer.headers).not.toMatch(/^set-cookie:/im);
  });

  it.each([
    "familyId=a&familyId=b",
    "familyId[]=a&familyId[]=b",
    "familyId=%",
    "familyId=%zz",
    "familyId=%c3%28",
  ])("asked by %s is answered with a problem, or as without a family", async (query) => {
    const answer = await ask(`GET ${routes.messaging}?${query} HTTP/1.1`, HOST);
    expect([200, 400, 404]).toContain(answer.status);
    if (answer.status !== 200)
      expectProblem(answer, answer.status === 400 ? "invalid-body" : "unknown-family");
  });

  it("is whole over HTTP/1.0, and by HEAD without its body", async () => {
    const get = await ask(`GET ${routes.messaging} HTTP/1.0`);
    expect([get.status, get.isWhole]).toEqual([200, true]);
    expect(get.headers).not.toMatch(/^transfer-encoding:/im);
    const head = await ask(`HEAD ${routes.messaging} HTTP/1.1`, HOST);
    expect([head.status, head.body]).toEqual([200, ""]);
  });
});
