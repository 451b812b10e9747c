import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../../../src/config.ts";
import { readStreamSettings } from "../../../src/log/jetstream/stream-settings.ts";

const SESSION_SECRET = "x".repeat(32);

function readLog(env: Record<string, string>): unknown {
  const { nats, ...settings } = readStreamSettings(env["EVENT_LOG"]!, env)!;
  return { ...nats, ...settings };
}

describe("EVENT_LOG", () => {
  it.each([
    [
      "nats://10.0.0.1:4222",
      { servers: ["10.0.0.1:4222"], user: undefined, tls: undefined, stream: "HYDRA" },
    ],
    ["nats://a,b:4333, c", { servers: ["a:4222", "b:4333", "c:4222"] }],
    ["nats://[::1]:4222", { servers: ["[::1]:4222"] }],
    ["nats://[::1],[2001:DB8::2]:80", { servers: ["[::1]:4222", "[2001:db8::2]:80"] }],
    ["nats://a:80,b:443", { servers: ["a:80", "b:443"] }],
    ["tls://a:443,b:80", { servers: ["a:443", "b:80"] }],
    ["nats://u:80@a:0080/", { servers: ["a:80"], user: "u", pass: "80" }],
    ["nats://a:4222,nats://b:4222", { servers: ["a:4222", "b:4222"] }],
    [
      "nats://hera:p%40ss@a,b",
      { servers: ["a:4222", "b:4222"], user: "hera", pass: "p@ss", token: undefined },
    ],
    ["nats://s3cret@a", { servers: ["a:4222"], user: undefined, token: "s3cret" }],
    ["tls://a", { servers: ["a:4222"], tls: { caFile: undefined, certFile: undefined, keyFile: undefined } }],
  ])("%s is taken", (url, expected) => {
    expect(readLog({ EVENT_LOG: url })).toMatchObject(expected);
  });

  it.each([
    [
      { NATS_USER: "u", NATS_PASSWORD: "p" },
      { user: "u", pass: "p" },
    ],
    [{ NATS_TOKEN: "t" }, { token: "t" }],
    [{ NATS_CREDS: "/creds" }, { credsFile: "/creds" }],
    [
      { NATS_CA: "/ca", NATS_CERT: "/c", NATS_KEY: "/k" },
      { tls: { caFile: "/ca", certFile: "/c", keyFile: "/k" } },
    ],
    [
      { LOG_STREAM: "battle-2", LOG_REPLICAS: "5" },
      { stream: "battle-2", replicas: 5 },
    ],
  ])("%o is taken with it", (env, expected) => {
    expect(readLog({ EVENT_LOG: "nats://a", ...env })).toMatchObject(expected);
  });

  it.each([
    ["EVENT_LOG", { EVENT_LOG: "nats://" }],
    ["EVENT_LOG", { EVENT_LOG: "nats://a:0x10" }],
    ["EVENT_LOG", { EVENT_LOG: "nats://a:70000" }],
    ["EVENT_LOG", { EVENT_LOG: "nats://a:0" }],
    ["EVENT_LOG", { EVENT_LOG: "nats://::1" }],
    ["EVENT_LOG", { EVENT_LOG: "nats://a/path" }],
    ["EVENT_LOG", { EVENT_LOG: "nats://u:hunter2@a b" }],
    ["EVENT_LOG", { EVENT_LOG: "http://u:hunter2@a" }],
    ["EVENT_LOG", { EVENT_LOG: "nats://u:%E0hunter2@a" }],
    ["NATS_CERT", { EVENT_LOG: "nats://a", NATS_CERT: "/c" }],
    ["NATS_KEY", { EVENT_LOG: "nats://a", NATS_KEY: "/k" }],
    ["LOG_STREAM", { EVENT_LOG: "nats://a", LOG_STREAM: "a.b" }],
    ["LOG_REPLICAS", { EVENT_LOG: "nats://a", LOG_REPLICAS: "0" }],
    ["LOG_REPLICAS", { EVENT_LOG: "nats://a", LOG_REPLICAS: "6" }],
  ])("names %s when %o is wrong, in one line without the password", (name, env) => {
    const read = (): unknown => readConfig({ SESSION_SECRET, ...env });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^(?!.*hunter2).*${name}`));
  });

  it("of a cluster demands a SESSION_SECRET that all nodes share, and gives the reason", () => {
    expect(() => readConfig({ EVENT_LOG: "nats://a" })).toThrow(/^SESSION_SECRET must be set .* every node/);
    expect(readConfig({ EVENT_LOG: "sqlite" }).sessionSecret).toBeUndefined();
  });
});
