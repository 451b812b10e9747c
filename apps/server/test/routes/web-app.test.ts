import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { TestApp } from "../test-app.ts";

const PAGE = "<!doctype html><title>Hydra</title>";

let server: TestApp;
let webRoot: string;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), "hydra-web-"));
  await mkdir(join(webRoot, "assets"));
  await writeFile(join(webRoot, "index.html"), PAGE);
  await writeFile(join(webRoot, "assets", "app-1a2b3c.js"), "export {};");
  await writeFile(join(webRoot, "favicon.svg"), "<svg/>");
  server = await TestApp.open({ webRoot });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(webRoot, { recursive: true });
});

describe("the web app", () => {
  it.each(["/", "/f/some-family"])("is one page at %s, asked for anew each time", async (url) => {
    const answer = await server.get(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(PAGE);
    expect(answer.headers["content-type"]).toMatch(/^text\/html/);
    expect(answer.headers["cache-control"]).toBe("no-cache");
  });

  it("[issue: guarding] runs no script but its own, and is nobody's frame", async () => {
    const policy = String((await server.get("/")).headers["content-security-policy"]);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
  });

  it.each<[string, boolean, Record<string, string>]>([
    ["over plain HTTP", false, { host: "hydra.example" }],
    ["where the browser says that it trusts the address", true, { "sec-fetch-site": "none" }],
    ["where a trusted proxy was asked over https", true, { "x-forwarded-proto": "https" }],
    ["where a trusted proxy was asked over http", false, { "x-forwarded-proto": "http" }],
  ])("%s has the header for trustworthy origins only: %s", async (_what, isTrustworthy, headers) => {
    await using behindProxy = await TestApp.open({ webRoot, trustProxy: ["loopback"] });
    for (const path of ["/", "/api/docs"]) {
      const answer = await behindProxy.get(path, headers);
      expect("cross-origin-opener-policy" in answer.headers).toBe(isTrustworthy);
    }
  });

  it("has one policy for all pages, the documentation among them", async () => {
    const policyOf = async (path: string): Promise<unknown> =>
      (await server.get(path)).headers["content-security-policy"];
    expect(await policyOf("/api/docs")).toBe(await policyOf("/"));
  });

  it("has files that are kept where their name says what is in them, and only there", async () => {
    const hashed = await server.get("/assets/app-1a2b3c.js");
    expect(hashed.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(hashed.headers["content-type"]).toMatch(/javascript/);
    const icon = await server.get("/favicon.svg");
    expect(icon.headers["cache-control"]).toBe("no-cache");
  });

  it.each([
    "/nothing",
    "/assets/",
    "/assets/../index.html/x",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/%00",
    "/api/nothing",
    "//etc/passwd",
  ])("[PR2] has nothing at %s", async (url) => {
    expectInjectedProblem(await server.get(url), "not-found");
  });

  it("[PR2] leaves the API its own: what takes only POST is not a page", async () => {
    const { familyId } = await server.begin();
    const answer = await server.get(`/api/families/${familyId}/attacks`);
    expectInjectedProblem(answer, "method-not-allowed");
    expect(answer.headers.allow).toBe("POST");
    expectInjectedProblem(await server.post("/favicon.svg", {}), "method-not-allowed");
  });
});
