// What the log holds of a page that is refused, once a minute, and safely: its values are the client's choice.
import { PAGE_HEADER, routes } from "@hydra/protocol";
import type { FastifyRequest } from "fastify";
import { describe, expect, it, vi } from "vitest";
import type { Config } from "../../src/config.ts";
import { OriginWarnings } from "../../src/plugins/origin-warnings.ts";
import type { Target } from "../../src/plugins/origins.ts";
import { TestApp } from "../test-app.ts";

const PAGE = "https://hydra.example";
const HOST = "127.0.0.1:3000";

/** What a server warned of while it was asked to make a family in this way. */
async function warningsOf(headers: Record<string, string>, config: Partial<Config> = {}): Promise<string[]> {
  await using server = await TestApp.open(config);
  const warn = vi.spyOn(server.app.log, "warn");
  await server.post(routes.families, { name: "x" }, { host: HOST, ...headers });
  return warn.mock.calls.map(([text]) => String(text));
}

describe("[PR15] the log reports of a refused page", () => {
  it("its Origin, the Host that arrived, and what cures it", async () => {
    const [text, ...more] = await warningsOf({ origin: PAGE });
    expect(more).toEqual([]);
    expect(text).toContain(`Refused a page of Origin "${PAGE}"`);
    expect(text).toContain(`Host "${HOST}"`);
    expect(text).toContain("proxy_set_header Host $http_host");
    expect(text).toContain(`ALLOWED_ORIGINS=${PAGE}`);
    expect(text).toContain("TRUST_PROXY");
    expect(text).not.toContain("\n");
  });

  it("that it can play, but without WebSockets", async () => {
    const [text, ...more] = await warningsOf({ origin: PAGE, [PAGE_HEADER]: PAGE });
    expect(more).toEqual([]);
    expect(text).toContain(`WebSockets would be refused to a page of Origin "${PAGE}"`);
    expect(text).toContain(`ALLOWED_ORIGINS=${PAGE}`);
  });

  it("which proxy to trust where one sends the right host and is not believed", async () => {
    const headers = { origin: PAGE, "x-forwarded-host": "inner, hydra.example" };
    expect((await warningsOf(headers))[0]).toMatch(/set TRUST_PROXY=127\.0\.0\.1$/);
  });

  it("that the scheme is wrong where a trusted proxy sends another", async () => {
    const headers = { host: "hydra.example", origin: PAGE, "x-forwarded-proto": "http" };
    const [text] = await warningsOf(headers, { trustProxy: ["loopback"] });
    expect(text).toMatch(/by http: make the proxy send .* X-Forwarded-Proto$/);
  });

  it("that it has no address", async () => {
    expect((await warningsOf({ origin: "null" }))[0]).toMatch(
      /"null": that is no address .* from this server$/,
    );
  });

  it("nothing, where nothing is refused", async () => {
    expect(await warningsOf({ origin: `http://${HOST}`, [PAGE_HEADER]: `http://${HOST}` })).toEqual([]);
    expect(await warningsOf({})).toEqual([]);
  });

  it.each([
    ["\u001b[31mred", /^[\x20-\x7e]*\\u001b\[31mred[\x20-\x7e]*$/],
    ["\u009b31mred", /^[\x20-\x7e]*\\u009b31mred[\x20-\x7e]*$/],
    ['a"\nb', /a\\"\\nb/],
    ["x".repeat(10_000), /^.{0,400}$/],
  ])("a hostile value in quotes: %j", (origin, expected) => {
    const { warnings, texts } = recorded();
    warn(warnings, origin);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(expected);
  });
});

describe("the log is not filled", () => {
  it("by one page: once a minute", () => {
    const { warnings, texts, pass } = recorded();
    for (let n = 0; n < 100; n += 1) warn(warnings, PAGE);
    expect(texts).toHaveLength(1);
    warn(warnings, "https://other.example");
    expect(texts).toHaveLength(2);
    pass(59_999);
    warn(warnings, PAGE);
    expect(texts).toHaveLength(2);
    pass(1);
    warn(warnings, PAGE);
    expect(texts).toHaveLength(3);
  });

  it("by many of one client: five a minute", () => {
    const { warnings, texts } = recorded();
    for (let n = 0; n < 100; n += 1) warn(warnings, `https://${n}.example`);
    expect(texts).toHaveLength(5);
    warn(warnings, PAGE, "203.0.113.9");
    expect(texts.at(-1)).toContain(PAGE);
  });

  it("by many: a hundred a minute, and the hundred and first has its turn afterwards", () => {
    const { warnings, texts, pass } = recorded();
    for (let n = 0; n < 10_000; n += 1) warn(warnings, `https://${n}.example`, `10.0.${n >> 8}.${n & 255}`);
    expect(texts).toHaveLength(100);
    pass(60_000);
    warn(warnings, "https://9999.example");
    expect(texts.at(-1)).toContain("https://9999.example");
  });
});

function recorded(): { warnings: OriginWarnings; texts: string[]; pass: (ms: number) => void } {
  const texts: string[] = [];
  let now = 0;
  const warnings = new OriginWarnings({ warn: (text: unknown) => texts.push(String(text)) }, () => now);
  return { warnings, texts, pass: (ms) => void (now += ms) };
}

function warn(warnings: OriginWarnings, origin: string, ip = "127.0.0.1"): void {
  const target: Target = { host: HOST, scheme: undefined };
  const request = { ip, headers: {}, socket: { remoteAddress: ip } } as FastifyRequest;
  warnings.warn(request, { origin, target, loss: "requests" });
}
