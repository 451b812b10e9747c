import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";
import { ServerProcess } from "./server-process.ts";

describe("the environment", () => {
  it("may be empty, or have empty values", () => {
    const names = [
      "HOST",
      "PORT",
      "DATA_DIR",
      "EVENT_LOG",
      "FRAME_INTERVAL_MS",
      "RANKING_SIZE",
      "ALLOWED_ORIGINS",
    ];
    const more = [
      "TRUST_PROXY",
      "SESSION_SECRET",
      "RATE_LIMIT",
      "MAX_CONNECTIONS_PER_ADDRESS",
      "MQTT_CLIENTS",
      "RETENTION_DAYS",
      "DEMO",
      "LAB",
      "LOG_LEVEL",
    ];
    const bounds = [
      "FAMILIES_PER_ADDRESS",
      "FAMILIES_PER_HOUR",
      "MAX_FAMILIES",
      "PLAYERS_PER_ADDRESS",
      "MAX_PLAYERS",
      "EMPTY_FAMILY_HOURS",
      "IDLE_FAMILY_DAYS",
    ];
    const empty = Object.fromEntries([...names, ...more, ...bounds].map((name) => [name, ""]));
    expect(readConfig(empty)).toEqual(readConfig({}));
    expect(readConfig({})).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      eventLog: { variable: "DATA_DIR", isShared: false },
      frameIntervalMs: 50,
      rankingSize: 100,
      allowedOrigins: [],
      trustProxy: [],
      sessionSecret: undefined,
      retentionDays: 0,
      familiesPerAddress: 100,
      familiesPerHour: 10_000,
      maxFamilies: 100_000,
      playersPerAddress: 1_000,
      maxPlayers: 1_000_000,
      emptyFamilyHours: 24,
      idleFamilyDays: 30,
      isDemo: true,
      isLab: true,
      logLevel: "info",
    });
  });

  it.each([
    ["127.0.0.1", true],
    ["127.8.9.10", true],
    ["localhost", true],
    ["[::1]", true],
    ["0:0:0:0:0:0:0:1", true],
    ["::ffff:127.0.0.1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["192.168.1.7", false],
    ["[2001:db8::1]", false],
    ["localhost.example", false],
    ["hydra.example", false],
  ])("has the lab on %s: %s, unless it is set otherwise", (HOST, isLab) => {
    expect(readConfig({ HOST }).isLab).toBe(isLab);
    expect(readConfig({ HOST, LAB: "1" }).isLab).toBe(true);
    expect(readConfig({ HOST, LAB: "0" }).isLab).toBe(false);
  });

  it.each([
    ["HOST", "::1", { host: "::1" }],
    ["PORT", "0", { port: 0 }],
    ["PORT", "65535", { port: 65_535 }],
    ["DATA_DIR", "/somewhere", { dataDir: "/somewhere" }],
    ["EVENT_LOG", "sqlite", { eventLog: readConfig({}).eventLog }],
    ["FRAME_INTERVAL_MS", "1", { frameIntervalMs: 1 }],
    ["RANKING_SIZE", "1000", { rankingSize: 1_000 }],
    [
      "ALLOWED_ORIGINS",
      "https://a.example, http://b:81",
      { allowedOrigins: ["https://a.example", "http://b:81"] },
    ],
    ["TRUST_PROXY", "10.0.0.1, fd00::/8 loopback", { trustProxy: ["10.0.0.1", "fd00::/8", "loopback"] }],
    ["SESSION_SECRET", "x".repeat(32), { sessionSecret: "x".repeat(32) }],
    ["RATE_LIMIT", "0", { rateLimit: 0 }],
    ["METRICS_PORT", "9464", { metricsPort: 9_464 }],
    ["METRICS_TOKEN", "0123456789abcdef", { metricsToken: "0123456789abcdef" }],
    [
      "ALLOWED_HOSTS",
      "hydra.example, B.example 192.0.2.1,[2001:db8::1]",
      { allowedHosts: ["hydra.example", "B.example", "192.0.2.1", "[2001:db8::1]"] },
    ],
    ["PUBLIC_URL", "https://Hydra.example:443/", { publicUrl: "https://hydra.example" }],
    ["PUBLIC_URL", "http://[2001:db8::1]:3000", { publicUrl: "http://[2001:db8::1]:3000" }],
    ["MAX_CONNECTIONS_PER_ADDRESS", "0", { maxConnectionsPerAddress: 0 }],
    ["MQTT_CLIENTS", "0", { mqttClients: 0 }],
    ["RETENTION_DAYS", "30", { retentionDays: 30 }],
    ["FAMILIES_PER_ADDRESS", "0", { familiesPerAddress: 0 }],
    ["FAMILIES_PER_HOUR", "7", { familiesPerHour: 7 }],
    ["MAX_FAMILIES", "1", { maxFamilies: 1 }],
    ["EMPTY_FAMILY_HOURS", "0", { emptyFamilyHours: 0 }],
    ["IDLE_FAMILY_DAYS", "7", { idleFamilyDays: 7 }],
    ["PLAYERS_PER_ADDRESS", "40", { playersPerAddress: 40 }],
    ["MAX_PLAYERS", "1", { maxPlayers: 1 }],
    ["DEMO", "0", { isDemo: false }],
    ["DEMO", "1", { isDemo: true }],
    ["LAB", "0", { isLab: false }],
    ["LAB", "1", { isLab: true }],
    ["LOG_LEVEL", "silent", { logLevel: "silent" }],
  ])("%s=%s is taken", (name, value, expected) => {
    expect(readConfig({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "3000 "],
    ["PORT", "0x10"],
    ["PORT", "1e3"],
    ["PORT", "99999999999999999999"],
    ["EVENT_LOG", "postgres"],
    ["RETENTION_DAYS", "-1"],
    ["RETENTION_DAYS", "36501"],
    ["RETENTION_DAYS", "0.5"],
    ["FRAME_INTERVAL_MS", "0"],
    ["FRAME_INTERVAL_MS", "50.5"],
    ["RANKING_SIZE", "0"],
    ["RANKING_SIZE", "1001"],
    ["ALLOWED_ORIGINS", "https://a.example/"],
    ["ALLOWED_ORIGINS", "a.example"],
    ["ALLOWED_ORIGINS", "https://a.example,*"],
    ["ALLOWED_ORIGINS", "null"],
    ["TRUST_PROXY", "true"],
    ["TRUST_PROXY", "1"],
    ["TRUST_PROXY", "10.0.0.0/33"],
    ["TRUST_PROXY", "0.0.0.0/0"],
    ["TRUST_PROXY", "10.0.0.0/8/8"],
    ["TRUST_PROXY", "hydra.example"],
    ["SESSION_SECRET", "x".repeat(31)],
    ["RATE_LIMIT", "many"],
    ["METRICS_PORT", "0"],
    ["METRICS_PORT", "3000"],
    ["METRICS_TOKEN", "0123456789abcde"],
    ["METRICS_TOKEN", "0123456789 abcdef"],
    ["ALLOWED_HOSTS", "hydra.example:3000"],
    ["ALLOWED_HOSTS", "https://hydra.example"],
    ["ALLOWED_HOSTS", "*"],
    ["ALLOWED_HOSTS", "a/b"],
    ["PUBLIC_URL", "hydra.example"],
    ["PUBLIC_URL", "ftp://hydra.example"],
    ["PUBLIC_URL", "https://hydra.example/play"],
    ["PUBLIC_URL", "https://hydra.example/?a"],
    ["PUBLIC_URL", "https://me:secret@hydra.example"],
    ["MAX_CONNECTIONS_PER_ADDRESS", "-1"],
    ["MQTT_CLIENTS", "many"],
    ["DEMO", "yes"],
    ["LAB", "true"],
    ["LOG_LEVEL", "loud"],
    ["LOG_LEVEL", "x\ny".repeat(100)],
  ])("%s=%s stops the start with one line that names it", (name, value) => {
    let message = "";
    try {
      readConfig({ [name]: value });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      message = error instanceof Error ? error.message : "";
    }
    expect(message).toContain(name);
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(200);
  });

  it("takes a retention for a cluster's log, too", () => {
    const cluster = { EVENT_LOG: "nats://127.0.0.1:4222", SESSION_SECRET: "x".repeat(32) };
    expect(readConfig({ ...cluster, RETENTION_DAYS: "1" }).retentionDays).toBe(1);
  });

  it("keeps a secret to itself", () => {
    expect(() => readConfig({ SESSION_SECRET: "hunter2" })).toThrow(/^(?!.*hunter2)/);
  });
});

describe("the process", () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "hydra-config-"));
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  async function expectOneLine(env: Record<string, string>, name: string): Promise<void> {
    await using server = new ServerProcess({
      PORT: "0",
      DEMO: "0",
      LOG_LEVEL: "silent",
      DATA_DIR: dataDir,
      ...env,
    });
    const { code, stdout, stderr } = await server.exited;
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(name);
    expect(stderr).not.toMatch(/node_modules|\.ts\b| at /);
    expect(stdout).toBe("");
    expect(code).toBe(1);
  }

  it("stops with one line for a wrong value", async () => {
    await expectOneLine({ RANKING_SIZE: "none" }, "RANKING_SIZE");
  });

  it("stops with one line for a host that is not its own", async () => {
    await expectOneLine({ HOST: "203.0.113.1" }, "HOST");
  });

  it("stops with one line for a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await expectOneLine({ PORT: String(port) }, "PORT");
    other.close();
  });

  it("stops with one line for a data folder that is none, or another server's", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    await expectOneLine({ DATA_DIR: file }, "DATA_DIR");
    await using first = await ServerProcess.listening({ DATA_DIR: join(dataDir, "shared") });
    await expectOneLine({ DATA_DIR: join(dataDir, "shared") }, "DATA_DIR");
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });

  it.each([
    ["0.0.0.0", "http://127.0.0.1:"],
    ["::", "http://[::1]:"],
    ["::1", "http://[::1]:"],
    ["[::1]", "http://[::1]:"],
  ])("listening on %s prints an address that can be opened", async (HOST, url) => {
    await using server = await ServerProcess.listening({ HOST, DATA_DIR: join(dataDir, "open") });
    expect(server.url.startsWith(url)).toBe(true);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("prints in one line each where it listens and how others get there, and keeps its players' sessions over a restart", async () => {
    const env = { DATA_DIR: join(dataDir, "kept") };
    const first = await ServerProcess.listening(env);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    first.kill("SIGTERM");
    const { stdout, stderr } = await first.exited;
    expect(stdout.split("\n")).toEqual([
      `Hydra is listening on ${first.url}`,
      `On this machine: ${first.url}`,
      expect.stringMatching(/^On your network: .*HOST=0\.0\.0\.0/),
      "",
    ]);
    expect(stderr).toBe("");
  });
});
