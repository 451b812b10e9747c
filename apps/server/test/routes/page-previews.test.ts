import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { previewLanguage } from "../../src/routes/preview-words.ts";
import { TestApp } from "../test-app.ts";

const PAGE = "<!doctype html><html><head><title>Hydra</title></head><body></body></html>";
const HOSTILE = `"><b>'&`;

let webRoot: string;
let server: TestApp;
let familyId: string;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), "hydra-web-"));
  await writeFile(join(webRoot, "index.html"), PAGE);
  server = await TestApp.open({ webRoot, trustProxy: ["127.0.0.1"] });
  ({ familyId } = (await server.post(routes.families, { name: HOSTILE })).json<{ familyId: string }>());
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(webRoot, { recursive: true });
});

/** The content of a tag, as it stands there. */
const tag = (html: string, name: string): string | undefined =>
  new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)">`).exec(html)?.[1];

describe("[PR163] a page's preview", () => {
  it("has the family's name, escaped, and the rest of the page as it was", async () => {
    const { body, headers } = await server.get(`/f/${familyId}`, { host: "hydra.example" });
    expect(tag(body, "og:title")).toBe("&quot;&gt;&lt;b&gt;&#39;&amp; · Hydra");
    expect(tag(body, "og:image")).toBe("http://hydra.example/preview.jpg");
    expect(tag(body, "og:url")).toBe(`http://hydra.example/f/${familyId}`);
    expect(body.replaceAll(/<meta [^>]*>/g, "")).toBe(PAGE);
    expect(headers.vary).toContain("Accept-Language");
    expect(headers["cache-control"]).toBe("no-cache");
  });

  it.each(["/", "/lab", "/f/none"])("is the product's at %s", async (path) => {
    const { body } = await server.get(path);
    expect(tag(body, "og:title")).toMatch(/^Hydra · /);
    expect(tag(body, "twitter:card")).toBe("summary_large_image");
  });

  it.each([
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh_CN", /\p{Script=Han}/u],
    ["he-IL,he;q=0.9,en;q=0.8", "he_IL", /\p{Script=Hebrew}/u],
  ])("is in the language that is asked for: %s", async (header, locale, script) => {
    const { body } = await server.get(`/f/${familyId}`, { "accept-language": header });
    expect(tag(body, "og:locale")).toBe(locale);
    expect(tag(body, "og:description")).toMatch(script);
  });

  it("has the address that a trusted proxy was asked by, and the operator's before that", async () => {
    const forwarded = { host: "10.0.0.1", "x-forwarded-host": "hydra.example", "x-forwarded-proto": "https" };
    const { body } = await server.get("/", forwarded);
    expect(tag(body, "og:image")).toBe("https://hydra.example/preview.jpg");
    await using own = await TestApp.open({ webRoot, publicUrl: "https://play.example" });
    expect(tag((await own.get("/", forwarded)).body, "og:url")).toBe("https://play.example/");
  });

  it("has not what a proxy forwards that is not trusted, nor what is no host", async () => {
    await using plain = await TestApp.open({ webRoot });
    const forwarded = { host: "hydra.example", "x-forwarded-host": "evil.example" };
    expect(tag((await plain.get("/", forwarded)).body, "og:url")).toBe("http://hydra.example/");
    const { body } = await server.get("/", { host: "10.0.0.1", "x-forwarded-host": `a"><script>` });
    expect(body).not.toContain("<script>");
  });

  it("is another one, with another tag, for another name and language", async () => {
    const tags = await Promise.all(
      [
        ["/", "en"],
        [`/f/${familyId}`, "en"],
        [`/f/${familyId}`, "zh"],
      ].map(
        async ([path = "", language = ""]) =>
          (await server.get(path, { "accept-language": language })).headers.etag,
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const held = { "accept-language": "zh", "if-none-match": String(tags[2]) };
    expect((await server.get(`/f/${familyId}`, held)).statusCode).toBe(304);
    expect((await server.get("/", held)).statusCode).toBe(200);
  });
});

it.each([
  [undefined, "en"],
  ["", "en"],
  ["fr", "en"],
  ["zh", "zh-Hans"],
  ["zh-TW, en;q=0.9", "zh-Hans"],
  ["en;q=0.3, zh;q=0.7", "zh-Hans"],
  ["zh;q=0, en;q=0.1", "en"],
  ["de, zh;q=0.5, en;q=0.5", "zh-Hans"],
  ["*", "en"],
  ["iw-IL, en;q=0.5", "he"],
  ["constructor, zh;q=0.1", "zh-Hans"],
  ["zh ; q=0.2 , en ;q=0.3", "en"],
  ["zh;q=2, en;q=0.1", "en"],
])("[PR163] %s asks for %s", (header, language) => {
  expect(previewLanguage(header)).toBe(language);
});

it("[PR163] takes no time for a header made to take long", () => {
  // A pattern with two ways to read a letter took minutes for the first of them.
  const [letters, blanks] = ["a".repeat(7_500), " ".repeat(7_500)];
  for (const hostile of [
    `${letters}${blanks}!`,
    `${letters}!`,
    `${blanks};q=0${blanks}!`,
    ",".repeat(15_000),
  ]) {
    expect(previewLanguage(hostile)).toBe("en");
  }
});
