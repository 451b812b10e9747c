// What clients, and the browser of a page, get to know of a broker of one's own.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeMessagingAnswer, routes } from "@hydra/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { expectInjectedProblem } from "../problem.ts";
import { TestApp } from "../test-app.ts";

let webRoot: string;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), "hydra-web-"));
  await writeFile(join(webRoot, "index.html"), "<!doctype html>");
});
afterAll(() => rm(webRoot, { recursive: true }));

const ENV = {
  MESSAGING_URL: "mqtts://inside.example:8883",
  MESSAGING_USERNAME: "hydra",
  MESSAGING_PASSWORD: "of the server alone",
  MESSAGING_CLIENT_URL: "wss://broker.example/mqtt",
  MESSAGING_CLIENT_USERNAME: "reader",
  MESSAGING_CLIENT_PASSWORD: "for all",
};

const open = (env: Record<string, string>): Promise<TestApp> =>
  TestApp.open({ webRoot, messaging: readConfig(env).messaging });

it("[MS2] clients get the broker's address and a reader's account, and nothing of the server's own", async () => {
  await using server = await open(ENV);
  const { familyId } = await server.begin();
  const answer = await server.get(`${routes.messaging}?familyId=${familyId}`);
  expect(decodeMessagingAnswer(answer.body)).toEqual({
    provider: "mqtt",
    topic: routes.topic(familyId),
    url: "wss://broker.example/mqtt",
    username: "reader",
    password: "for all",
  });
  expect(answer.body).not.toMatch(/inside|hydra"|of the server/);
  expectInjectedProblem(await server.get(`${routes.messaging}?familyId=nobody`), "unknown-family");
});

it("[MS2] there is no broker at /mqtt then", async () => {
  await using server = await open(ENV);
  expectInjectedProblem(await server.get("/mqtt", { accept: "application/json" }), "not-found");
});

it.each([
  [ENV, "connect-src 'self' wss://broker.example"],
  [{ MESSAGING_URL: "ws://10.0.0.7:8080/mqtt?x=1" }, "connect-src 'self' ws://10.0.0.7:8080"],
  // A policy has no IPv6 addresses (CSP §2.3.1).
  [
    { MESSAGING_URL: "ws://10.0.0.7:8080", MESSAGING_CLIENT_URL: "ws://[2001:db8::7]:8080" },
    "connect-src 'self' ws://*:8080",
  ],
  [{}, "connect-src 'self'"],
])("[MS2] pages may connect to the broker's origin and no more: %o", async (env, directive) => {
  await using server = await open(env);
  const policy = String((await server.get("/")).headers["content-security-policy"]).split(";");
  const found = policy.find((line) => line.startsWith("connect-src")) ?? "";
  expect([...new Set(found.split(" "))].join(" ")).toBe(directive);
});
