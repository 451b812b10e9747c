import { describe, expect, it } from "vitest";
import { argumentsOf, blockOf, replaced, settingOf } from "../proxies/document.ts";

describe("docs/deploy.md", () => {
  it("has one configuration for each proxy, a trusted proxy, and Apache's modules", () => {
    for (const language of ["nginx", "haproxy", "caddy", "apache"]) {
      expect(blockOf(language)).toContain("127.0.0.1:3000");
    }
    expect(settingOf("TRUST_PROXY")).toBe("127.0.0.1");
    expect(argumentsOf("a2enmod")).toContain("proxy_http");
  });

  it("does not fill in what it does not have", () => {
    expect(() => blockOf("lighttpd")).toThrow("0 blocks of lighttpd");
    expect(() => blockOf("sh")).toThrow("2 blocks of sh");
    expect(() => settingOf("NO_SUCH_SETTING")).toThrow("sets no NO_SUCH_SETTING");
    expect(() => argumentsOf("nosuchcommand")).toThrow("no line with nosuchcommand");
    expect(() => replaced("listen 80;", [[/listen 81;/g, ""]])).toThrow("nothing like /listen 81;/g");
    expect(replaced("a 80 b 80", [[/80/g, "1"]])).toBe("a 1 b 1");
  });
});
