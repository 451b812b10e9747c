// The command as people run it, in a process of its own, against servers that are there.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, request as send, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyedFeed, liveFeed } from "@hydra/feed/server";
import type { RunResult } from "@hydra/lab";
import { parseRecording, replay } from "@hydra/measure";
import { routes } from "@hydra/protocol";
import { startServer, type RunningServer } from "@hydra/server";
import { freePorts } from "@hydra/server/nats";
import Fastify, { type FastifyRequest } from "fastify";
import { describe, expect, it, vi } from "vitest";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const ALL = ["polling", "long-polling", "sse", "websocket", "websocket-raw", "mqtt"];

function command(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const texts = { out: "", err: "" };
  child.stdout.on("data", (bytes: Buffer) => (texts.out += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (texts.err += bytes.toString()));
  const ended = once(child, "close").then(() => ({ code: child.exitCode, ...texts }));
  return { child, ended, texts };
}

/** A lane of the command is open: from here on it is about to run, or runs. */
async function hasBegun(url: string): Promise<void> {
  const isWatched = async (): Promise<void> => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^hydra_watchers\{transport="sse"\} [1-9]/m);
  };
  await vi.waitFor(isWatched, { timeout: 60_000, interval: 50 });
}

/** What the file of a run holds. */
async function recorded(run: (file: string) => Promise<unknown>): Promise<RunResult> {
  const folder = await mkdtemp(join(tmpdir(), "hydra-lab-"));
  try {
    const file = join(folder, "out.json");
    await run(file);
    return JSON.parse(await readFile(file, "utf8")) as RunResult;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Answers by this function. */
async function serverThat(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    Promise.resolve(server.closeAllConnections()).then(() => void server.close());
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

const CLEAN = { missed: 0, repeated: 0, diverged: 0 };

describe("against a Hydra", () => {
  it("[LC2] races all its transports on bots of its own, and leaves what the page exports", async () => {
    await using server = await startServer();
    let end: Awaited<ReturnType<typeof command>["ended"]> | undefined;
    const result = await recorded(async (file) => {
      const args = ["--seconds", "5", "--poll", "500", "--seed", "9", "--max-missed", "0", "--json", file];
      end = await command("--url", server.url, ...args).ended;
    });
    expect(end).toMatchObject({ code: 0, err: "" });
    expect(result.table.map(({ lane }) => lane)).toEqual(ALL);
    for (const row of result.table) {
      expect(row).toMatchObject(CLEAN);
      expect(row.verified).toBe(row.shown);
      expect(row.staleness?.count).toBeGreaterThan(30);
      expect(row.cost?.bytesOut).toBeGreaterThan(0);
    }
    expect(result.ending.isSame).toBe(true);
    expect(result.traffic?.run).toMatchObject({ runMs: 5_000, isOver: true });
    expect(result.setUp).toMatchObject({ seed: 9, runSeconds: 5, pollIntervalMs: 500 });
    expect(new URL(result.link).searchParams.get("seed")).toBe("9");
    expect(replay(parseRecording(result.recording).events).table(result.at)).toEqual(result.table);
    for (const lane of ALL) expect(end?.out).toContain(lane);
  });

  it("[LC3] exits with 1 and names lane, figure and bound where one is exceeded, or a lane was not to be had", async () => {
    await using server = await startServer({ messaging: { type: "off" } });
    const args = ["--seconds", "5", "--transports", "sse,mqtt", "--max-p50", "0", "--max-missed", "0"];
    const { code, err, out } = await command("--url", server.url, ...args).ended;
    expect(code).toBe(1);
    const lines = err.trim().split("\n");
    expect(lines[0]).toBe("mqtt: not measured (not offered by this server)");
    expect(lines[1]).toMatch(/^sse: p50 [\d.]+ ms, more than 0 ms$/);
    expect(lines).toHaveLength(2);
    expect(out).toContain("sse");
  });

  it("[LC4] only watches where a family is named, and counts no cost where there is no lab", async () => {
    await using server = await startServer({ isLab: false });
    const found = await fetch(`${server.url}/api/families`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Watched" }),
    });
    const { familyId } = (await found.json()) as { familyId: string };
    const without = await command("--url", server.url).ended;
    expect(without).toMatchObject({ code: 2, out: "" });
    expect(without.err).toContain("--family");
    const unknown = await command("--url", server.url, "--family", "nobody").ended;
    expect(unknown).toMatchObject({ code: 2, out: "" });
    const watched = await command("--url", server.url, "--family", familyId, "--seconds", "5").ended;
    expect(watched).toMatchObject({ code: 0, err: "" });
    expect(watched.out).toContain("without a lab");
  });

  it("[LC5] goes through a server's restart: an outage in each lane that streams, and nothing missed", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-lab-data-"));
    // One that nothing else takes while no server has it.
    const [port = 0] = await freePorts(1, "127.0.0.1");
    let server: RunningServer = await startServer({ dataDir, port });
    const { url } = server;
    const result = await recorded(async (file) => {
      const { ended } = command("--url", url, "--seconds", "12", "--poll", "500", "--json", file);
      await hasBegun(url);
      // Some of the run is over, and more of it is to come.
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      await server.close();
      server = await startServer({ dataDir, port });
      expect((await ended).code).toBe(0);
    });
    await server.close();
    await rm(dataDir, { recursive: true });
    const { table } = result;
    for (const row of table) expect(row).toMatchObject({ missed: 0, repeated: 0 });
    // A request that is answered as the server stops may be asked again before anything was lost.
    const held = table.filter(({ lane }) => !lane.includes("polling"));
    expect(held.map(({ outages }) => outages.count > 0)).toEqual(held.map(() => true));
  });

  it("[LC6] shows what was measured when it is interrupted, and exits as interrupted programs do", async () => {
    await using server = await startServer();
    const { child, ended, texts } = command("--url", server.url, "--seconds", "60", "--transports", "sse");
    await hasBegun(server.url);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(texts.out).toMatch(/^sse/m);
  });
});

describe("against a feed of one's own", () => {
  it("[LC4] races its five transports by the address alone, with a token where it asks for one", async () => {
    const prices = createKeyedFeed<{ symbol: string; price: number }>({ key: "symbol" });
    for (let n = 0; n < 5; n += 1) prices.set({ symbol: `s${n}`, price: n });
    const app = Fastify();
    const authorize = ({ headers }: FastifyRequest): boolean => headers.authorization === "Bearer of-prices";
    await app.register(liveFeed, { prefix: "/prices", feed: prices, authorize });
    const market = setInterval(() => prices.set({ symbol: `s${Date.now() % 5}`, price: Math.random() }), 50);
    const url = `${await app.listen({ host: "127.0.0.1", port: 0 })}/prices`;
    const result = await recorded(async (file) => {
      const args = ["--seconds", "5", "--poll", "500", "--token", "of-prices", "--json", file];
      const end = await command("--url", url, ...args).ended;
      expect(end).toMatchObject({ code: 0, err: "" });
      expect(end.out).toContain("no ledger");
    });
    expect((await command("--url", url).ended).code).toBe(2);
    clearInterval(market);
    await app.close();
    expect(result.table.map(({ lane }) => lane)).toEqual(ALL.slice(0, 5));
    for (const row of result.table) {
      expect(row).toMatchObject({ ...CLEAN, cost: null });
      expect(row.verified).toBe(row.shown);
    }
    const [polling, ...pushed] = result.table.map(({ staleness }) => staleness?.p50Ms ?? Infinity);
    // Half an interval of half a second, and next to nothing.
    for (const p50 of pushed) expect(polling).toBeGreaterThan(p50);
    expect(replay(parseRecording(result.recording).events).table(result.at)).toEqual(result.table);
  });

  it.each([
    ["nothing listens there", "http://127.0.0.1:9", "cannot be reached"],
    ["nothing listens at a feed's address", "http://127.0.0.1:9/prices", "cannot be reached"],
  ])("[LC3] exits with 2 and one line where %s", async (_what, url, words) => {
    const { code, out, err } = await command("--url", url).ended;
    expect([code, out]).toEqual([2, ""]);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toContain(words);
  });

  it("[LC3] exits with 2 where the address is a page and no feed", async () => {
    await using server = await startServer();
    const { code, err } = await command("--url", `${server.url}/f/demo`).ended;
    expect(code).toBe(2);
    expect(err).toContain("is no feed");
  });

  it("[LC3] exits with 2 and one line where an answer never comes, or never ends, and where there is no clock", async () => {
    await using hydra = await startServer();
    await using silent = await serverThat(() => undefined);
    await using endless = await serverThat((_request, response) => void response.write('{"type":"snapshot"'));
    await using clockless = await serverThat((request, response) => {
      if (request.url === routes.time) return void response.writeHead(500).end();
      const { method, url, headers } = request;
      const outgoing = send(`${hydra.url}${url}`, { method, headers }, (answer) => {
        answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
      });
      request.pipe(outgoing.on("error", () => response.destroy()));
    });
    const addresses = [silent, endless].flatMap(({ url }) => [url, `${url}/prices`]);
    const ends = [...addresses, clockless.url].map(
      (url) => command("--url", url, "--transports", "polling").ended,
    );
    for (const { code, out, err } of await Promise.all(ends)) {
      expect([code, out, err.trim().split("\n").length]).toEqual([2, "", 1]);
    }
  });

  it("[LC3] exits with 2 before the run where its file cannot be written", async () => {
    await using server = await startServer();
    const { code, out, err } = await command("--url", server.url, "--json", "/nowhere/out.json").ended;
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^--json cannot be written: .*\n$/);
  });
});
