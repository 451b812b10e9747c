// The bad-frame bench against the real echo sockets: every rule is broken, and both sides' bytes are reported.
import { request } from "node:http";
import {
  decodeViolationAnswer,
  ECHO_SOCKETS,
  routes,
  WIRE_VIOLATION_IDS,
  WIRE_VIOLATIONS,
  type EchoSocketName,
  type ViolationAnswer,
  type WireViolationId,
} from "@hydra/protocol";
import { describeFrame } from "@hydra/rfc6455";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../../src/index.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function post(body: string, url = server.url): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url + routes.labViolations, { method: "POST", headers, body });
}

async function violate(violation: WireViolationId, target: EchoSocketName): Promise<ViolationAnswer> {
  return decodeViolationAnswer(await (await post(JSON.stringify({ violation, target }))).text());
}

/** The close code of the answer, or the status of its head where there is no frame. */
function verdictOf({ received }: ViolationAnswer): { code: number | undefined; reason: string } {
  const bytes = Buffer.from(received, "base64");
  const headEnd = bytes.indexOf("\r\n\r\n") + 4;
  const status = Number(bytes.subarray(9, 12).toString());
  if (status !== 101) return { code: status, reason: bytes.subarray(headEnd).toString() };
  const frame = describeFrame(bytes, { byteOffset: headEnd, role: "client" });
  return { code: frame?.close?.code, reason: frame?.close?.reason ?? "" };
}

/** What the library does otherwise: it takes any form of a length, and looks at a text when it is over. */
const LIBRARY: Partial<Record<WireViolationId, "waiting" | number>> = {
  "length-16-not-shortest": "waiting",
  "length-64-not-shortest": "waiting",
  "length-top-bit": 1009,
  "utf8-early": "waiting",
};

describe.each(ECHO_SOCKETS)("%s", (target) => {
  it.each(WIRE_VIOLATION_IDS)("[PR97] answers %s", async (violation) => {
    const answer = await violate(violation, target);
    const { code, reason } = verdictOf(answer);
    expect(Buffer.from(answer.sent, "base64").toString("latin1")).toContain("HTTP/1.");
    const { expected, section, group } = WIRE_VIOLATIONS[violation];
    const wanted = (target === "ws" ? LIBRARY[violation] : undefined) ?? expected;
    if (wanted === "waiting") return expect(answer.end).toBe("waiting");
    expect(code).toBe(wanted);
    if (group === "handshake") return;
    expect(answer.end).toBe("closed");
    // The hand-written one names the section.
    if (target === "rfc6455") expect(reason).toContain(`RFC 6455 ${section}`);
  });
});

it.each([
  "{}",
  '{"violation":"unmasked"}',
  '{"violation":"unmasked","target":"elsewhere"}',
  '{"violation":"__proto__","target":"ws"}',
  '{"violation":"../../etc","target":"ws"}',
  '{"violation":["unmasked"],"target":"ws"}',
])("[PR96] runs nothing for %s", async (body) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("invalid-body");
});

it("[PR98] runs so many at a time, and refuses more without harm", async () => {
  const body = JSON.stringify({ violation: "utf8-early", target: "ws" });
  const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await post(body)).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(8);
  expect(statuses.filter((status) => status === 409)).toHaveLength(4);
  expect(verdictOf(await violate("unmasked", "rfc6455")).code).toBe(1002);
});

it("[PR98] counts against a client's share of commands", async () => {
  await using strict = await startServer({ rateLimit: 1 });
  const body = JSON.stringify({ violation: "unmasked", target: "ws" });
  const statuses = await Promise.all(Array.from({ length: 6 }, () => post(body, strict.url)));
  expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200, 429]));
});

it("[PR96] is not for pages of other origins", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const headers = { origin: "http://evil.example", "content-type": "application/json" };
  request(server.url + routes.labViolations, { method: "POST", headers }, ({ statusCode }) =>
    resolve(statusCode),
  )
    .on("error", reject)
    .end(JSON.stringify({ violation: "unmasked", target: "ws" }));
  expect(await promise).toBe(403);
});
