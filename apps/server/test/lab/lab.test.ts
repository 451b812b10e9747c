// The lab against a real server: traffic, weather, and a ledger that agrees with the wire.
import {
  decodeCreateFamilyAnswer,
  decodeLabAnswer,
  decodeLaneLedger,
  decodeTrafficAnswer,
  SLOW_READER_BYTES_PER_SECOND,
  TRANSPORTS,
  WEATHERS,
  type LaneLedger,
} from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { openCountingRelay, type CountingRelay } from "./counting-relay.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** So many equal answers in a row, 50 ms apart: nothing is under way any more. */
const STILL_READS = 6;

// oxlint-disable-next-line max-params -- the last one is for the one test with another server
async function call(
  method: string,
  path: string,
  body?: object,
  { url } = server,
): Promise<{ status: number; text: string }> {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const answer = await fetch(url + path, { method, ...init });
  return { status: answer.status, text: await answer.text() };
}

async function createLabFamily(cooldownScale = 0): Promise<string> {
  const { text } = await call("POST", "/api/families", {
    name: "lab",
    rules: { ...FAMILY.rules, cooldownScale },
  });
  return /"familyId":"(\w+)"/.exec(text)?.[1] ?? "";
}

async function readLedger(laneId: string): Promise<LaneLedger> {
  return decodeLaneLedger((await call("GET", `/api/lab/lanes/${laneId}`)).text);
}

const FAMILY = { name: "lab", rules: { cooldownScale: 0, maxHp: 1e12 } };
const TRAFFIC = { labId: "one", hitsPerSecond: 200, bots: 5, seed: 1 };

describe("traffic", () => {
  it("[PR81] hits like players do, at about the rate asked for, until it is stopped", async () => {
    const familyId = await createLabFamily();
    const path = `/api/lab/traffic/${familyId}`;
    await call("PUT", path, TRAFFIC);
    await vi.waitFor(
      async () =>
        expect(decodeTrafficAnswer((await call("PUT", path, TRAFFIC)).text).hits).toBeGreaterThan(50),
      { timeout: 20_000 },
    );
    expect((await call("DELETE", `${path}?labId=one`)).status).toBe(204);
    const ranking = await call("GET", `/api/families/${familyId}/ranking`);
    expect(ranking.text).toContain('"name":"Bot 1"');
    // It is free for another lab, whose count begins anew.
    const other = await call("PUT", path, { ...TRAFFIC, labId: "two", hitsPerSecond: 1 });
    expect(decodeTrafficAnswer(other.text).hits).toBeLessThan(50);
    await call("DELETE", `${path}?labId=two`);
  });

  it.each([
    ["a rate out of range", { ...TRAFFIC, hitsPerSecond: 1e9 }, "hitsPerSecond"],
    ["no rate", { labId: "one", bots: 5, seed: 1 }, "hitsPerSecond"],
    ["too many bots", { ...TRAFFIC, bots: 100_000 }, "bots"],
    ["half a seed", { ...TRAFFIC, seed: 0.5 }, "seed"],
    ["a lab without a name", { ...TRAFFIC, labId: "" }, "labId"],
  ])("[PR81] refuses %s without effect", async (_what, body, field) => {
    const familyId = await createLabFamily();
    const answer = await call("PUT", `/api/lab/traffic/${familyId}`, body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(field);
    const { text } = await call("GET", `/api/families/${familyId}`);
    expect(text).toContain('"players":0');
  });

  it("[PR81] is only for families that were made for it", async () => {
    const familyId = await createLabFamily(1);
    expect((await call("PUT", `/api/lab/traffic/${familyId}`, TRAFFIC)).text).toContain("invalid-body");
    expect((await call("PUT", "/api/lab/traffic/nobody", TRAFFIC)).text).toContain("unknown-family");
  });

  it("[PR81] reports to each lab what it has of the rate that all share", async () => {
    const paths = [await createLabFamily(), await createLabFamily()].map((id) => `/api/lab/traffic/${id}`);
    const wish = { ...TRAFFIC, hitsPerSecond: 4_000 };
    const answers = [...paths, ...paths].map(async (path) => (await call("PUT", path, wish)).text);
    const granted = (await Promise.all(answers)).map(
      (text) => decodeTrafficAnswer(text).grantedHitsPerSecond,
    );
    expect(granted.slice(2)).toEqual([2_500, 2_500]);
    for (const path of paths) await call("DELETE", `${path}?labId=one`);
  });

  it("[PR86] has room for 16 families of one network, refuses the next, and has room again", async () => {
    const paths: string[] = [];
    for (let n = 0; n < 17; n += 1) paths.push(`/api/lab/traffic/${await createLabFamily()}`);
    const slow = { ...TRAFFIC, hitsPerSecond: 1 };
    for (const path of paths.slice(1)) expect((await call("PUT", path, slow)).status).toBe(200);
    const refused = await call("PUT", paths[0] ?? "", slow);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining("lab-busy")]);
    await call("DELETE", `${paths[1]}?labId=one`);
    expect((await call("PUT", paths[0] ?? "", slow)).status).toBe(200);
    for (const path of paths) await call("DELETE", `${path}?labId=one`);
  });

  it("[PR81] is each lab's own, also in one family", async () => {
    const familyId = await createLabFamily();
    const path = `/api/lab/traffic/${familyId}`;
    await call("PUT", path, { ...TRAFFIC, hitsPerSecond: 1 });
    const other = await call("PUT", path, { ...TRAFFIC, labId: "two", hitsPerSecond: 2 });
    expect(decodeTrafficAnswer(other.text)).toMatchObject({ labId: "two", hitsPerSecond: 2 });
    await call("DELETE", `${path}?labId=two`);
    const again = await call("PUT", path, { ...TRAFFIC, hitsPerSecond: 1 });
    expect(decodeTrafficAnswer(again.text)).toMatchObject({ labId: "one", hitsPerSecond: 1 });
    await call("DELETE", `${path}?labId=one`);
  });
});

describe("the ledger", () => {
  const lanes: [string, (url: string) => Promise<void>][] = [
    ["ranking", pollTenTimes],
    ["ranking/next", pollTenTimes],
    ["ranking/events", readStream],
    ["ranking/socket-raw", readSocket],
    ["ranking/socket", readSocket],
  ];

  it.each(lanes)("[PR84] agrees with a count on the wire: %s", async (path, watch) => {
    const familyId = await createLabFamily();
    await call("PUT", `/api/lab/traffic/${familyId}`, TRAFFIC);
    await using relay: CountingRelay = await openCountingRelay(server.port);
    const laneId = `lane-${path.replace("/", "-")}`;
    await watch(`${relay.url}/api/families/${familyId}/${path}?lane=${laneId}`);
    await vi.waitFor(async () => expect((await readLedger(laneId)).open).toBe(0), { timeout: 20_000 });
    const ledger = await readLedger(laneId);
    expect(ledger.frames).toBeGreaterThan(4);
    // A reader that leaves in the middle of a stream leaves a frame on its way, which the server has written.
    const isCutShort = path !== "ranking" && path !== "ranking/next";
    const onTheWay = isCutShort ? (2 * ledger.bytesOut) / ledger.frames : 0;
    expect(ledger.bytesOut).toBeGreaterThan(relay.bytes.down * 0.99);
    expect(ledger.bytesOut - onTheWay).toBeLessThan(relay.bytes.down * 1.01);
    expect(Math.abs(ledger.bytesIn / relay.bytes.up - 1)).toBeLessThan(0.01);
    await call("DELETE", `/api/lab/traffic/${familyId}?labId=one`);
  });

  it("[PR84] has no lane that was not used", async () => {
    const answer = await call("GET", "/api/lab/lanes/never");
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("unknown-lane");
  });
});

async function pollTenTimes(url: string): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await (await fetch(url)).text();
}

async function readStream(url: string): Promise<void> {
  const controller = new AbortController();
  const { body } = await fetch(url, { signal: controller.signal });
  let events = 0;
  for await (const chunk of body ?? []) {
    events += Buffer.from(chunk).toString().split("\n\n").length - 1;
    if (events > 10) break;
  }
  controller.abort();
}

async function readSocket(url: string): Promise<void> {
  const socket = new WebSocket(url.replace("http", "ws"));
  let messages = 0;
  await new Promise<void>((resolve) => {
    socket.addEventListener("message", () => {
      messages += 1;
      if (messages > 10) socket.close();
    });
    socket.addEventListener("close", () => resolve());
  });
}

it("[PR86] never forgets a lane that is open, however many others come", async () => {
  await using busy = await startServer();
  const { text } = await call("POST", "/api/families", FAMILY, busy);
  const { familyId } = decodeCreateFamilyAnswer(text);
  const leaving = new AbortController();
  const feed = `${busy.url}/api/families/${familyId}/ranking`;
  const stream = await fetch(`${feed}/events?lane=open`, { signal: leaving.signal });
  await stream.body?.getReader().read();
  const [all, own] = [200 * TRANSPORTS.length, 20 * TRANSPORTS.length];
  for (let n = 0; n < all + 10; n += 1) await (await fetch(`${feed}?lane=many-${n}`)).text();
  const read = async (laneId: string): Promise<number> =>
    (await call("GET", `/api/lab/lanes/${laneId}`, undefined, busy)).status;
  expect(await read("open")).toBe(200);
  expect(await read(`many-${all + 9}`)).toBe(200);
  // Its own share, and no more.
  expect(await read(`many-${all + 9 - own}`)).toBe(404);
  leaving.abort();
});

describe("the weather", () => {
  async function throughWeather(path: string): Promise<Response> {
    const { weatherPort } = decodeLabAnswer((await call("GET", "/api/lab")).text);
    return fetch(`http://127.0.0.1:${weatherPort}${path}`, { headers: { origin: server.url } });
  }

  it("[PR83] is the same server, and lets its own page read the answers", async () => {
    const answer = await throughWeather("/api/time");
    expect(answer.headers.get("access-control-allow-origin")).toBe(server.url);
    expect(await answer.text()).toMatch(/now/);
  });

  it("[PR83] delays what goes through it both ways", async () => {
    const weather = { ...WEATHERS.none, delayMs: 300 };
    expect((await call("PUT", "/api/lab/weather", { labId: "one", weather })).status).toBe(200);
    const startedAt = performance.now();
    await (await throughWeather("/api/time")).text();
    // A lower bound: nothing may be faster than the network.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(599);
    await call("DELETE", "/api/lab/weather?labId=one");
  });

  it("[PR80] serves a slow reader at a port of its own, and all others as ever", async () => {
    const familyId = await createLabFamily();
    await call("PUT", `/api/lab/traffic/${familyId}`, { ...TRAFFIC, bots: 50, hitsPerSecond: 1_000 });
    await vi.waitFor(async () => {
      expect((await call("GET", `/api/families/${familyId}`)).text).toContain('"players":50');
    });
    await call("DELETE", `/api/lab/traffic/${familyId}?labId=one`);
    // Hits that were under way when the traffic ended would make the two readers differ.
    const seen: string[] = [];
    const standsStill = async (): Promise<void> => {
      seen.push((await call("GET", `/api/families/${familyId}/ranking`)).text);
      expect(seen.length).toBeGreaterThan(STILL_READS);
      expect(new Set(seen.slice(-STILL_READS)).size).toBe(1);
    };
    await vi.waitFor(standsStill, { timeout: 20_000 });
    const { weatherPort, slowPort } = decodeLabAnswer((await call("GET", "/api/lab")).text);
    const read = async (port: number | null): Promise<{ bytes: number; tookMs: number }> => {
      const startedAt = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/api/families/${familyId}/ranking`);
      const bytes = (await answer.arrayBuffer()).byteLength;
      return { bytes, tookMs: performance.now() - startedAt };
    };
    const [slow, quick] = await Promise.all([read(slowPort), read(weatherPort)]);
    expect(slow.bytes).toBe(quick.bytes);
    // A lower bound: no reader is faster than it reads, its first sip apart.
    expect(slow.tookMs).toBeGreaterThan((1_000 * slow.bytes) / SLOW_READER_BYTES_PER_SECOND - 130);
    expect(slow.tookMs).toBeGreaterThan(quick.tookMs);
  });

  it("[PR83] cuts, and is there again", async () => {
    await call("POST", "/api/lab/weather/cut", { labId: "one", cutMs: 60_000 });
    await expect(throughWeather("/api/time")).rejects.toThrow();
    await call("POST", "/api/lab/weather/cut", { labId: "one", cutMs: 0 });
    expect((await throughWeather("/api/time")).status).toBe(200);
    await call("DELETE", "/api/lab/weather?labId=one");
  });

  it.each([
    ["a delay of an hour", { labId: "one", weather: { ...WEATHERS.none, delayMs: 3.6e6 } }],
    ["no weather", { labId: "one" }],
    ["words", { labId: "one", weather: "rain" }],
  ])("[PR83] refuses %s", async (_what, body) => {
    expect((await call("PUT", "/api/lab/weather", body)).text).toContain("invalid-body");
  });
});

it("[PR86] counts what a lab sets as commands", async () => {
  await using limited = await startServer({ rateLimit: 2 });
  const weather = { labId: "one", weather: WEATHERS.none };
  const cut = { labId: "one", cutMs: 0 };
  const { text } = await call("POST", "/api/families", FAMILY, limited);
  const { familyId } = decodeCreateFamilyAnswer(text);
  const asked: [string, string, object][] = [
    ["PUT", `/api/lab/traffic/${familyId}`, { ...TRAFFIC, hitsPerSecond: 1 }],
    ["PUT", "/api/lab/weather", weather],
    ["POST", "/api/lab/weather/cut", cut],
  ];
  for (const [method, path, body] of asked) {
    const statuses = [];
    for (let n = 0; n < 40; n += 1) statuses.push((await call(method, path, body, limited)).status);
    expect(statuses).toContain(429);
  }
  await vi.waitFor(
    async () => expect((await call("POST", "/api/families", FAMILY, limited)).status).toBe(201),
    { timeout: 20_000, interval: 300 },
  );
});

it("is not there with LAB=0", async () => {
  await using plain = await startServer({ isLab: false });
  expect((await fetch(`${plain.url}/api/lab`)).status).toBe(404);
  expect((await fetch(`${plain.url}/api/lab/lanes/a`)).status).toBe(404);
});

it("[PR84] counts the frames that a slow reader's full buffers make the server skip", async () => {
  // As many rows as there may be: the kernel's own buffers, some megabytes, are full in seconds.
  await using wide = await startServer({ rankingSize: 1_000 });
  const rules = { cooldownScale: 0, maxHp: 1e12 };
  const { familyId } = decodeCreateFamilyAnswer(
    (await call("POST", "/api/families", { name: "lab", rules }, wide)).text,
  );
  const { slowPort } = decodeLabAnswer((await call("GET", "/api/lab", undefined, wide)).text);
  const reading = new AbortController();
  const path = `/api/families/${familyId}/ranking/events?lane=slow`;
  const answer = await fetch(`http://127.0.0.1:${slowPort}${path}`, { signal: reading.signal });
  // At once: an answer without a reference is collected, and its connection with it.
  const reader = answer.body?.getReader();
  await vi.waitFor(
    async () => {
      const traffic = { ...TRAFFIC, bots: 1_000, hitsPerSecond: 5_000 };
      await call("PUT", `/api/lab/traffic/${familyId}`, traffic, wide);
      const ledger = decodeLaneLedger((await call("GET", "/api/lab/lanes/slow", undefined, wide)).text);
      expect(ledger.skipped).toBeGreaterThan(0);
    },
    { timeout: 100_000, interval: 500 },
  );
  reading.abort();
  await expect(reader?.closed).rejects.toThrow();
}, 120_000);
