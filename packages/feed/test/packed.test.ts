// What leaves the workspace, outside of it: the packed library is installed beside nothing but fastify and ws, the code of the
// README is compiled there, and run by the oldest Node.js that is promised and by the workspace's own.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts, startMosquitto } from "../../../.ci/brokers.ts";
import { FEED_TRANSPORTS } from "../src/wire/index.ts";
import { start } from "./packed-program.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../../..");
const README = readFileSync(join(ROOT, "packages/feed/README.md"), "utf8");
const OLDEST_NODE = "20";

/** Twenty rows that come, change and go until a line arrives on stdin. */
const MARKET = `
let round = 0;
const market = setInterval(() => {
  round += 1;
  const symbol = "S" + (round * 7) % 20;
  if (round % 5 === 0) prices.delete(symbol);
  else prices.set({ symbol, price: round });
}, 10);
process.stdin.once("data", () => { clearInterval(market); console.log("quiet"); });
console.log("ready");
`;

/** Uses every transport in turn, some twice, then leaves the choice to the library, and compares in the end. */
const TOUR = `
import { FEED_TRANSPORTS } from "@hydra/feed";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
function draw(_rows: unknown): void {}
function show(_state: unknown): void {}
const reports = [report];
for (const transport of [...FEED_TRANSPORTS, ...FEED_TRANSPORTS.toReversed()]) {
  await pause(200);
  reports.push(await connection.switchTo(transport));
}
connection.chooseAutomatically();
while (connection.transport !== "websocket" || connection.state.type !== "live") await pause(50);
console.log("toured");
await new Promise((resolve) => process.stdin.once("data", resolve));
const { seq, rows } = (await (await fetch("http://127.0.0.1:3000/prices")).json()) as { seq: number; rows: object[] };
while (connection.view?.cursor.seq !== seq) await pause(50);
const sorted = (list: readonly object[]) => list.map((row) => JSON.stringify(row)).sort();
console.log(JSON.stringify({ reports, counters: connection.counters, server: sorted(rows), client: sorted(connection.view.rows) }));
process.exit();
`;

/** Changes once more with each line that arrives on stdin. */
const PUBLISHER = `
let price = 12.5;
process.stdin.on("data", () => prices.set({ symbol: "ACME", price: (price += 1) }));
await new Promise((resolve) => setTimeout(resolve, 0));
console.log("ready");
`;

/** Both providers of rooms, one of which lacks its package. */
const WITHOUT_MQTT = `
const { createMqttProvider, createNeteaseProvider } = await import("@hydra/feed/messaging");
const credentials = { appKey: "k", appSecret: "s", account: "a", origin: "http://127.0.0.1:9" };
await createNeteaseProvider(credentials).close();
await createMqttProvider({ url: "mqtt://127.0.0.1:9" }).catch(({ code, message }) => console.log(code, message));
`;

/** Required, and beside nothing at all: an event stream needs no socket. */
const WITHOUT_WS = `
const { createConnection } = require("@hydra/feed/client");
const { createServer } = require("node:http");
const frame = JSON.stringify({ type: "snapshot", epoch: "e1", seq: 1, publishedAt: 1, key: "id", rows: [{ id: 1 }] });
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" }).write("event: snapshot\\ndata: " + frame + "\\n\\n");
}).listen(0, "127.0.0.1", () => {
  const url = "http://127.0.0.1:" + server.address().port + "/prices";
  const onUpdate = async ({ rows }) => {
    const { leftOut = [] } = createConnection({ url, transport: "auto" }).auto;
    const hasSocket = globalThis.WebSocket !== undefined;
    const refusal = hasSocket ? "" : await connection.switchTo("websocket").catch(({ message }) => message);
    console.log(JSON.stringify({ rows, hasSocket, leftOut: leftOut.length, refusal }));
    process.exit();
  };
  const connection = createConnection({ url, transport: "sse", onUpdate });
});
`;

/** Sockets that nothing answers, that are refused, and whose server restarts. */
const SOCKETS = `
import Fastify from "fastify";
import { createConnection } from "@hydra/feed/client";
import { createKeyedFeed, liveFeed } from "@hydra/feed/server";
const states = {};
const watch = (name, url) => createConnection({
  url, transport: "websocket", onState: ({ type, code }) => (states[name] ??= []).push(code ?? type),
});
const until = async (name, state) => {
  while (!states[name]?.includes(state)) await new Promise((resolve) => setTimeout(resolve, 20));
};
const feed = createKeyedFeed({ key: "id" });
feed.set({ id: 1 });
const serve = async (port) => {
  const app = Fastify();
  await app.register(liveFeed, { prefix: "/open", feed });
  await app.register(liveFeed, { prefix: "/closed", feed, authorize: () => false });
  await app.listen({ port, host: "127.0.0.1" });
  return app;
};
const app = await serve(0);
const { port } = app.server.address();
const base = "http://127.0.0.1:" + port;
watch("early", base + "/open").close();
watch("nothing", "http://127.0.0.1:9/open");
watch("closed", base + "/closed");
watch("open", base + "/open");
await Promise.all([until("nothing", "reconnecting"), until("closed", "unauthenticated"), until("open", "live")]);
await app.close();
await until("open", "reconnecting");
states.open = [];
await serve(port);
await until("open", "live");
console.log("survived");
process.exit();
`;

let project: string;
/** Another one, with nothing but the library. */
let bare: string;
let port: number;
/** Where a broker is for the tests that start one. */
let brokerPort: number;
/** What the library and what it needs have brought, before anything else is there. */
let installed: string;
let withoutMqtt: string;
beforeAll(async () => {
  await run("npm", ["run", "--silent", "pack"], { cwd: ROOT });
  const tarball = readdirSync(join(ROOT, "dist")).find((name) => /^hydra-feed-.*\.tgz$/.test(name)) ?? "";
  project = mkdtempSync(join(tmpdir(), "hydra-packed-"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  bare = mkdtempSync(join(tmpdir(), "hydra-packed-"));
  writeFileSync(join(bare, "package.json"), JSON.stringify({ private: true }));
  const needed = [join(ROOT, "dist", tarball), "fastify@5", "ws@8"];
  // What only the broker needs, and a client of it.
  const ofBroker = ["aedes@1", "mqtt@5"];
  const tools = [...ofBroker, "typescript@7", "@types/node@26", "@types/ws@8", `node@${OLDEST_NODE}`];
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", ["install", ...quiet, ...needed], { cwd: project });
  await run("npm", ["install", ...quiet, join(ROOT, "dist", tarball)], { cwd: bare });
  installed = (await run("npm", ["ls", "--json", "--depth=1"], { cwd: project })).stdout;
  const lacking = ["--input-type=module", "-e", WITHOUT_MQTT];
  withoutMqtt = (await run(process.execPath, lacking, { cwd: project })).stdout;
  await run("npm", ["install", ...quiet, "--save-dev", ...tools], { cwd: project });
  [port = 0, brokerPort = 0] = await freePorts(2, "127.0.0.1");
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023", "dom"],
    module: "nodenext",
    strict: true,
    types: ["node"],
    outDir: "built",
  };
  const code = {
    "server.ts": documented("server.ts") + MARKET,
    "client.ts": documented("client.ts") + TOUR,
    "broker.ts": `${documented("broker.ts")}console.log("ready");`,
    "publisher.ts": documented("publisher.ts") + PUBLISHER,
    "room.ts": documented("room.ts"),
    "link.ts": documented("link.ts"),
  };
  const places = [
    ["3000", String(port)],
    ["mqtts://feed:secret@broker.example:8883", `mqtt://127.0.0.1:${brokerPort}`],
    ["mqtt://127.0.0.1:1883", `mqtt://127.0.0.1:${brokerPort}`],
    // Of the application itself: the broker that is there has no listener for WebSockets.
    ["ws://127.0.0.1:9001", `ws://127.0.0.1:${port}/mqtt`],
  ] as const;
  for (const [name, lines] of Object.entries(code)) {
    const placed = places.reduce((text, [from, to]) => text.replaceAll(from, to), lines);
    writeFileSync(join(project, name), placed);
  }
  const files = Object.keys(code);
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
}, 600_000);
afterAll(() => {
  for (const made of [project, bare]) rmSync(made, { recursive: true, force: true });
});

/** The README's block of code that begins with `// <name>`. */
function documented(name: string): string {
  const block = README.split("```ts\n").find((part) => part.startsWith(`// ${name}`));
  if (block === undefined) throw new Error(`The README has no ${name}.`);
  return block.slice(0, block.indexOf("```"));
}

/** A program of an installed package. */
const program = (name: string): string => join(project, "node_modules/.bin", name);

interface Listed {
  /** Absent for an optional one that is not there. */
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, Listed>>;
}

function namesOf(listed: Listed["dependencies"] = {}): string[] {
  return Object.keys(listed)
    .filter((name) => listed[name]?.version !== undefined)
    .sort();
}

const NODES = [
  [`Node.js ${OLDEST_NODE}`, () => join(project, "node_modules/node/bin/node")],
  ["the workspace's Node.js", () => process.execPath],
] as const;

describe("the packed library", () => {
  it("needs fastify and ws, and no other package", () => {
    const { dependencies } = JSON.parse(installed) as Listed;
    expect(namesOf(dependencies)).toEqual(["@hydra/feed", "fastify", "ws"]);
    expect(namesOf(dependencies?.["@hydra/feed"]?.dependencies)).toEqual(["fastify", "ws"]);
  });

  it("has no link in its README to a file that is not there", () => {
    const packed = readFileSync(join(project, "node_modules/@hydra/feed/README.md"), "utf8");
    expect(packed.length).toBeGreaterThan(10_000);
    expect(packed.match(/\]\((?!https?:|#)[^)]*\)/g)).toBeNull();
  });

  it("has the README's code compiled by strict TypeScript", async () => {
    await run(program("tsc"), [], { cwd: project });
  });

  it("names the package mqtt where it is missing, and needs it for that provider alone", () => {
    expect(withoutMqtt.trim()).toBe('invalid-settings The package "mqtt" is not installed.');
  });

  it.each(NODES)(
    "switches over all transports while rows change, run by %s",
    { timeout: 300_000 },
    async (_name, node) => {
      await using server = start(node(), project, "server.js");
      await server.line("ready");
      await using client = start(node(), project, "client.js");
      await client.line("toured");
      server.child.stdin?.write("stop\n");
      await server.line("quiet");
      client.child.stdin?.write("compare\n");
      const result = JSON.parse(await client.last()) as {
        reports: { to: string; resumed: boolean; missed: number; repeated: number }[];
        counters: { repeated: number; gaps: number; malformed: number };
        server: string[];
        client: string[];
      };
      expect(new Set(result.reports.map(({ to }) => to))).toEqual(new Set(FEED_TRANSPORTS));
      for (const report of result.reports)
        expect(report).toMatchObject({ resumed: true, missed: 0, repeated: 0 });
      expect(result.counters).toMatchObject({ repeated: 0, gaps: 0, malformed: 0 });
      expect(result.client.length).toBeGreaterThan(5);
      expect(result.client).toEqual(result.server);
    },
  );
});

describe("the packed client", () => {
  it.each(NODES)("is required without ws, which only its sockets need, by %s", async (_name, node) => {
    // The workspace's runner makes its own packages known by it.
    const env = { ...process.env, NODE_PATH: "" };
    const { stdout } = await run(node(), ["--input-type=commonjs", "-e", WITHOUT_WS], { cwd: bare, env });
    const { rows, hasSocket, leftOut, refusal } = JSON.parse(stdout) as Record<string, unknown>;
    expect(rows).toEqual([{ id: 1 }]);
    expect(leftOut === 0).toBe(hasSocket);
    expect(refusal).toMatch(
      hasSocket === true ? "" : /^this platform has no WebSocket: install the package ws/,
    );
  });

  it.each(NODES)("survives sockets that are refused, and a restart, run by %s", async (_name, node) => {
    const { stdout } = await run(node(), ["--input-type=module", "-e", SOCKETS], { cwd: project });
    expect(stdout.trim()).toBe("survived");
  });
});

describe("the packed broker", () => {
  it("is the only entry point that needs aedes", () => {
    const built = join(project, "node_modules/@hydra/feed");
    const files = readdirSync(built).filter((name) => name.endsWith(".js"));
    const needing = files.filter((name) => readFileSync(join(built, name), "utf8").includes('"aedes"'));
    expect(needing).toEqual(["mqtt.js"]);
  });

  it.each(NODES)("serves a client that others have written, run by %s", async (_name, node) => {
    await using server = start(node(), project, "broker.js");
    await server.line("ready");
    const topics = ["-t", "prices/snapshot", "-t", "prices/delta"];
    const address = ["-V", "4", "-l", "ws", "-h", "127.0.0.1", "-p", String(port), "--path", "/mqtt"];
    const client = spawn(program("mqtt"), ["sub", ...address, ...topics], { cwd: project });
    try {
      const [printed] = (await once(client.stdout, "data")) as [Buffer];
      expect(JSON.parse(printed.toString())).toMatchObject({
        type: "snapshot",
        rows: [{ symbol: "ACME", price: 12.5 }],
      });
    } finally {
      client.kill();
    }
  });
});

describe("the packed client of a broker", () => {
  const shows = (price: number): string => JSON.stringify([{ symbol: "ACME", price }]);

  it.each(NODES)(
    "follows a link of the application's own as the README has it, run by %s",
    async (_name, node) => {
      await using broker = await startMosquitto({ port: brokerPort });
      await using publisher = start(node(), project, "publisher.js");
      await publisher.line("ready");
      await using client = start(node(), project, "link.js");
      await client.line(shows(12.5));
      for (const price of [13.5, 14.5]) {
        publisher.child.stdin?.write("change\n");
        await client.line(shows(price));
      }
      // What a broker that was killed has lost is repaired by the feed.
      await broker.kill();
      publisher.child.stdin?.write("change\n");
      await broker.start();
      await client.line(shows(15.5));
    },
  );

  it.each(NODES)("is given a broker's address as the README has it, run by %s", async (_name, node) => {
    await using server = start(node(), project, "broker.js");
    await server.line("ready");
    await using client = start(node(), project, "room.js");
    await client.line(shows(12.5));
  });
});
