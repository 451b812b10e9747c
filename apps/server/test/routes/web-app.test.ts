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
  it.each(["/", "/f/some-family", "/f/some-family?x=100%"])(
    "is one page at %s, asked for anew each time",
    async (url) => {
      const answer = await server.get(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toBe(PAGE);
      expect(answer.headers["content-type"]).toMatch(/^text\/html/);
      expect(answer.headers["cache-control"]).toBe("no-cache");
    },
  );

  it.each(["bytes=2-", "bytes=5000-", "bytes=abc"])(
    "gives a whole file to one that asks for %s",
    async (range) => {
      const answer = await server.get("/assets/app-1a2b3c.js", { range });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toBe("export {};");
    },
  );

  it("[issue: guarding] runs no script but its own, and cannot be framed", async () => {
    const policy = String((await server.get("/")).headers["content-security-policy"]);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
  });

  it.each<[string, boolean, Record<string, string>]>([
    ["over plain HTTP", false, { host: "hydra.example" }],
    ["where the browser shows that it trusts the address", true, { "sec-fetch-site": "none" }],
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

  it.each(["/", "/f/some-family", "/favicon.svg", "/api/docs/static/swagger-ui.css"])(
    "%s has by HEAD what it has by GET, and where it has not changed no length of nothing (RFC 9110 §15.4.5)",
    async (url) => {
      const etag = String((await server.get(url)).headers.etag);
      for (const headers of [
        {},
        { "if-none-match": etag },
        { "if-none-match": `"x", ${etag}` },
        { "if-none-match": "*" },
      ]) {
        const get = await server.get(url, headers);
        const head = await server.app.inject({ method: "HEAD", url, headers });
        expect(get.statusCode).toBe("if-none-match" in headers ? 304 : 200);
        expect(head.statusCode).toBe(get.statusCode);
        expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
        expect(get.headers["content-length"] === undefined).toBe(get.statusCode === 304);
      }
    },
  );

  it("has files that are kept where their name shows what is in them, and only there", async () => {
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

  const AS_BROWSER = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

  it.each([
    "/nothing",
    "/f",
    "/f/",
    "/lab/nothing",
    "/f/a/b",
    "/healthz/",
    "/assets/none.js",
    "//etc/passwd",
    "/%zz",
    "/f/%E0%A4%A",
    "/nothing?%",
  ])("[PR2] is a page that finds nothing at %s for a browser, with its policy", async (url) => {
    const answer = await server.get(url, AS_BROWSER);
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toBe(PAGE);
    expect(answer.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": (await server.get("/")).headers["content-security-policy"],
    });
    const head = await server.app.inject({ method: "HEAD", url, headers: AS_BROWSER });
    expect(head.statusCode).toBe(404);
    expect(head.body).toBe("");
    expect(head.headers["content-length"]).toBe(answer.headers["content-length"]);
    const conditions = { ...AS_BROWSER, "if-none-match": "*" };
    expect((await server.get(url, conditions)).statusCode).toBe(404);
  });

  it.each(["/api/nothing", "/api", "/api?x", "/API/nothing", "/api/time/", "/api/families/a/", "/api/%zz"])(
    "[PR2] leaves the API its own words at %s, for a browser too",
    async (url) => {
      expectInjectedProblem(await server.get(url, AS_BROWSER), "not-found");
      expectInjectedProblem(await server.get(url), "not-found");
    },
  );

  it.each([
    ["/f/Some-Family/", "/f/Some-Family"],
    ["/F/Some-Family", "/f/Some-Family"],
    ["/F//Some-Family///?x=1&y=/", "/f/Some-Family?x=1&y=/"],
    ["/f/a%2Fb/", "/f/a%2Fb"],
    ["/LAB", "/lab"],
    ["/lab/?rate=5", "/lab?rate=5"],
    ["/Lab/Wire/", "/lab/wire"],
    ["//lab", "/lab"],
    ["//", "/"],
    ["///?a=//b", "/?a=//b"],
    ["//f/evil.example", "/f/evil.example"],
    ["/f//evil.example/", "/f/evil.example"],
  ])("[PR2] redirects %s to %s, for good", async (url, canonical) => {
    for (const method of ["GET", "HEAD"] as const) {
      const answer = await server.app.inject({ method, url });
      expect(answer.statusCode).toBe(308);
      expect(answer.headers.location).toBe(canonical);
      expect((await server.app.inject({ method, url: canonical })).statusCode).toBe(200);
    }
  });

  it.each(["//evil.example", "//evil.example/", "///evil.example/f", "//evil.example//lab"])(
    "[PR2] redirects to no other server: %s",
    async (url) => {
      const answer = await server.get(url, AS_BROWSER);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers.location).toBeUndefined();
    },
  );

  it.each(["/f/demo?x=1", "/lab?", "/?a=b", `/f/${"x".repeat(100)}`])(
    "is one page at %s too",
    async (url) => {
      expect((await server.get(url)).statusCode).toBe(200);
    },
  );

  it("[PR2] redirects no address to itself", async () => {
    const answer = await server.get(`/f/${"x".repeat(500)}`, AS_BROWSER);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers.location).toBeUndefined();
  });

  it("[PR2] takes no other method where there is nothing", async () => {
    for (const method of ["POST", "PUT", "DELETE"] as const)
      expectInjectedProblem(
        await server.app.inject({ method, url: "/nothing", headers: AS_BROWSER }),
        "not-found",
      );
  });

  it("[PR2] does not list for a path that it takes the method that was refused", async () => {
    expectInjectedProblem(await server.get(`/api/families/${"x".repeat(500)}`), "not-found");
    expectInjectedProblem(await server.post("/api/families/", { name: "x" }), "not-found");
    expectInjectedProblem(await server.get("/api/families/"), "unknown-family");
  });

  it("[PR2] leaves the API its own: what takes only POST is not a page", async () => {
    const { familyId } = await server.begin();
    const answer = await server.get(`/api/families/${familyId}/attacks`);
    expectInjectedProblem(answer, "method-not-allowed");
    expect(answer.headers.allow).toBe("POST");
    expectInjectedProblem(await server.post("/favicon.svg", {}), "method-not-allowed");
  });
});
