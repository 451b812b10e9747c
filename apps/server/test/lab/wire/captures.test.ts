// The microscope against a real server: what it shows is what went over the wire, to the one browser it belongs to.
import { decodeWireAnswer, routes, TRAITS, type TransportName, FEED_TRANSPORTS } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer, type RunningServer } from "../../../src/index.ts";
import { RawConnection } from "../../raw-connection.ts";
import { createFamily } from "../../http-player.ts";
import { clientFrame, handshakeRequest, OPCODES } from "../../raw-socket.ts";
import { keepTraffic } from "../kept-traffic.ts";
import { CaptureClient } from "./capture-client.ts";
import { openRecordingRelay } from "./recording-relay.ts";

let server: RunningServer;
let familyId: string;
let traffic: Disposable;
beforeAll(async () => {
  server = await startServer();
  const answer = await fetch(server.url + routes.families, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "wire", rules: { cooldownScale: 0, maxHp: 1e12 } }),
  });
  familyId = ((await answer.json()) as { familyId: string }).familyId;
  traffic = await keepTraffic(server.url, familyId);
});
afterAll(async () => {
  traffic[Symbol.dispose]();
  await server.close();
});

const feedPath = (transport: TransportName, captureId: string): string =>
  `${routes.feed(familyId, transport)}?capture=${captureId}`;

async function ask(url: string): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await (await fetch(url)).text();
}

async function readStream(url: string): Promise<void> {
  const controller = new AbortController();
  const { body } = await fetch(url, { signal: controller.signal });
  let read = 0;
  for await (const chunk of body ?? []) {
    read += Buffer.from(chunk).length;
    if (read > 4_000) break;
  }
  controller.abort();
}

/** Both sides send: a command each way, and the closing handshake. */
async function converse(url: string): Promise<void> {
  const socket = new WebSocket(url.replace("http", "ws"));
  await new Promise<void>((resolve) => {
    let messages = 0;
    socket.addEventListener("message", () => {
      messages += 1;
      if (messages === 2) socket.send('{"type":"attack","commandId":"a","skill":"slash"}');
      if (messages === 8) socket.close(1000, "enough");
    });
    socket.addEventListener("close", () => resolve());
  });
}

/** Whether the client leaves before the server has ended the answer. */
const isStream = (transport: TransportName): boolean => TRAITS[transport].mediaType !== undefined;
const watch = (transport: TransportName): ((url: string) => Promise<void>) => {
  if (TRAITS[transport].needsUpgrade) return converse;
  return isStream(transport) ? readStream : ask;
};

describe("what is shown", () => {
  it.each(FEED_TRANSPORTS)(
    "[PR92] of %s is what an independent relay saw, byte for byte",
    async (transport) => {
      const client = await CaptureClient.open(server.url);
      await using relay = await openRecordingRelay(server.port);
      await watch(transport)(relay.url + feedPath(transport, client.capture.captureId));
      const exchanges = TRAITS[transport].mode === "asking" ? 3 : 1;
      await client.readUntil((pieces) => pieces.filter(({ type }) => type === "ended").length === exchanges);
      expect(relay.connections.length).toBeGreaterThan(0);
      for (const [index, { up, down }] of relay.connections.entries()) {
        // What the server sent and the client was too early gone to read is shown too.
        expect(client.bytes(index + 1, "received")).toEqual(up);
        const sent = client.bytes(index + 1, "sent");
        expect(sent.subarray(0, down.length)).toEqual(down);
        if (!isStream(transport)) expect(sent.length).toBe(down.length);
      }
      const times = client.pieces.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(client.pieces.map(({ number }) => number)).toEqual(client.pieces.map((_, index) => index + 1));
    },
  );

  it("[PR92] is of the requests that name it only, also on a connection that others use", async () => {
    const client = await CaptureClient.open(server.url);
    const named = feedPath("polling", client.capture.captureId);
    const plain = routes.feed(familyId, "polling");
    await using connection = await RawConnection.open(server.port);
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    // In one breath: the answers share the socket, one after the other.
    connection.send(get(plain) + get(named) + get("/api/time") + get(named));
    await client.readUntil((pieces) => pieces.filter(({ type }) => type === "ended").length === 2);
    expect(client.bytes(1, "received").toString()).toBe(get(named) + get(named));
    const sent = client.bytes(1, "sent").toString("latin1");
    expect(sent.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(sent).not.toContain('{"now"');
    const received = await connection.until((text) => (text.match(/HTTP\/1\.1 200/g) ?? []).length === 4);
    const firstEnd = client.pieces.findIndex(({ type }) => type === "ended");
    const first = Buffer.concat(
      client.pieces
        .slice(0, firstEnd)
        .filter(({ type, exchange }) => type === "sent" && exchange === 1)
        .map(({ bytes }) => Buffer.from(bytes, "base64")),
    );
    expect(received).toContain(first.toString("latin1"));
  });

  it("[PR92] has what came in one breath with a handshake", async () => {
    const client = await CaptureClient.open(server.url);
    await using connection = await RawConnection.open(server.port);
    const request = handshakeRequest(feedPath("websocket", client.capture.captureId));
    const early = clientFrame(OPCODES.ping, "early");
    connection.send(Buffer.concat([Buffer.from(request), early]));
    await connection.untilText("early");
    await client.readUntil((pieces) => pieces.some(({ type }) => type === "sent"));
    expect(client.bytes(1, "received")).toEqual(Buffer.concat([Buffer.from(request), early]));
  });

  it("[PR95] has no secret in it, but every length", async () => {
    const client = await CaptureClient.open(server.url);
    await using connection = await RawConnection.open(server.port);
    const lines = [
      `GET ${feedPath("polling", client.capture.captureId)} HTTP/1.1`,
      "Host: x",
      "COOKIE: hydra_session=sesame; other=open",
      "Authorization: Bearer sesame",
      "Proxy-Authorization: Basic c2VzYW1l",
      "User-Agent: anybody",
      "X-Forwarded-Access-Token: sesame",
    ];
    connection.request(...lines);
    await client.readUntil((pieces) => pieces.some(({ type }) => type === "ended"));
    const shown = client.bytes(1, "received").toString("latin1");
    expect(shown).not.toMatch(/sesame|c2VzYW1l|other/);
    expect(shown).toHaveLength(lines.join("\r\n").length + 4);
    expect(shown).toContain("COOKIE: *************");
    expect(shown).toContain("User-Agent: anybody");
    expect(shown).toContain("X-Forwarded-Access-Token: ******\r\n");
    expect(shown).toContain(lines[0]);
  });
});

describe("a capture", () => {
  it("[PR90] is read by the browser that opened it, and by no other", async () => {
    const [mine, other] = [await CaptureClient.open(server.url), await CaptureClient.open(server.url)];
    expect(mine.setCookie).toMatch(/; Path=\/api\/lab\/wire\/[\w-]+;.* HttpOnly; SameSite=Strict/);
    const url = server.url + routes.labWire(mine.capture.captureId);
    const [name = ""] = mine.cookie.split("=");
    expect(name).toMatch(/^hydra_capture_[0-9a-f]{8}$/);
    const old = { cookie: mine.cookie.replace(name, "hydra_capture") };
    for (const headers of [{}, { cookie: other.cookie }, { cookie: `${name}=` }, old]) {
      for (const method of ["GET", "DELETE"]) {
        const answer = await fetch(url, { method, headers });
        expect(answer.status).toBe(404);
        expect(await answer.text()).toContain("unknown-capture");
      }
    }
    expect((await mine.ask()).status).toBe(200);
    const several = { cookie: `${other.cookie}; ${name}=x; ${mine.cookie}` };
    expect((await fetch(url, { headers: several })).status).toBe(200);
  });

  const OTHER = "https://evil.example";
  it.each([
    ["another site's image", { "Sec-Fetch-Site": "cross-site" }],
    ["another port's page", { "Sec-Fetch-Site": "same-site" }],
    ["a link that a person opened", { "Sec-Fetch-Site": "none" }],
    ["a page of another site, of an old browser", { Origin: OTHER }],
  ])("[PR91] shows nothing of %s", async (_what, fields) => {
    const client = await CaptureClient.open(server.url);
    const path = feedPath("polling", client.capture.captureId);
    const host = new URL(server.url).host;
    await using connection = await RawConnection.open(server.port);
    const ask = (headers: Record<string, string>): unknown =>
      connection.request(
        `GET ${path} HTTP/1.1`,
        `Host: ${host}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      );
    ask(fields);
    ask({ "Sec-Fetch-Site": "same-origin" });
    ask({ Origin: server.url });
    await client.readUntil((pieces) => pieces.filter(({ type }) => type === "ended").length === 2);
    expect(client.bytes(1, "received").toString()).not.toContain(Object.values(fields)[0]);
  });

  it("[PR91] shows nothing of another network's program", async () => {
    await using behind = await startServer({ trustProxy: ["127.0.0.1"] });
    const client = await CaptureClient.open(behind.url);
    const family = await createFamily(behind);
    const path = `${behind.url}${routes.feed(family, "polling")}?capture=${client.capture.captureId}`;
    await (await fetch(path, { headers: { "x-forwarded-for": "192.0.2.1" } })).text();
    await (await fetch(path, { headers: { "accept-language": "mine" } })).text();
    await client.readUntil((pieces) => pieces.some(({ type }) => type === "ended"));
    expect(client.pieces.filter(({ type }) => type === "ended")).toHaveLength(1);
    expect(client.pieces.map(({ bytes }) => Buffer.from(bytes, "base64").toString()).join("")).toContain(
      "mine",
    );
  });

  it("[PR93] is not read by a page of another origin, not even of the same site", async () => {
    const client = await CaptureClient.open(server.url);
    const url = server.url + routes.labWire(client.capture.captureId);
    for (const headers of [
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
      { origin: OTHER },
    ])
      expect((await fetch(url, { headers: { cookie: client.cookie, ...headers } })).status).toBe(403);
    expect((await client.ask()).status).toBe(200);
  });

  it("[PR91] may be named by an unknown id, which changes nothing, and not by nonsense", async () => {
    const path = server.url + routes.feed(familyId, "polling");
    expect((await fetch(`${path}?capture=${"a".repeat(22)}`)).status).toBe(200);
    for (const wrong of ["a b", "%00", "a".repeat(65), "a&capture=b"]) {
      expect((await fetch(`${path}?capture=${wrong}`)).status).toBe(400);
    }
  });

  it.each(["after=-1", "after=x", "after=1&after=2", `after=${"9".repeat(40)}`, "holdMs=1.5"])(
    "[PR93] is not read by %s",
    async (query) => {
      const client = await CaptureClient.open(server.url);
      expect((await client.ask(query)).status).toBe(400);
    },
  );

  it("[PR93] answers at once what is there, and holds a request for what is not", async () => {
    const client = await CaptureClient.open(server.url);
    expect(await (await client.ask()).json()).toEqual({ pieces: [], lostPieces: 0, lostBytes: 0 });
    const news = client.read();
    await fetch(server.url + feedPath("polling", client.capture.captureId));
    expect((await news).pieces.length).toBeGreaterThan(0);
  });

  it("[PR93] answers a reader that waits when another one asks, and when it ends", async () => {
    const client = await CaptureClient.open(server.url);
    const first = client.ask("holdMs=30000");
    await vi.waitFor(async () => {
      const second = client.ask("holdMs=30000");
      await fetch(server.url + routes.time);
      expect((await client.ask()).status).toBe(200);
      expect((await second).status).toBe(200);
    });
    expect((await first).status).toBe(200);
    const waiting = client.ask("holdMs=30000");
    await vi.waitFor(async () => expect((await client.ask("", { method: "DELETE" })).status).toBe(204));
    expect((await waiting).status).toBeLessThan(500);
    expect((await client.ask()).status).toBe(404);
  });

  it("[PR94] that has ended leaves the connections it showed as they are", async () => {
    const client = await CaptureClient.open(server.url);
    await using connection = await RawConnection.open(server.port);
    connection.send(handshakeRequest(feedPath("websocket", client.capture.captureId)));
    await connection.untilText('"snapshot"');
    expect((await client.ask("", { method: "DELETE" })).status).toBe(204);
    connection.send(clientFrame(OPCODES.ping, "still there?"));
    await connection.untilText("still there?");
  });
});

it("[PR94] there are so many at a time, and one more when one has ended", async () => {
  await using crowded = await startServer();
  const clients: CaptureClient[] = [];
  for (let count = 0; count < 32; count += 1) clients.push(await CaptureClient.open(crowded.url));
  const refused = await fetch(crowded.url + routes.labWires, { method: "POST" });
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain("lab-busy");
  await clients[5]!.ask("", { method: "DELETE" });
  expect((await fetch(crowded.url + routes.labWires, { method: "POST" })).status).toBe(201);
});

it("[PR90] is not there with LAB=0, and naming one changes nothing", async () => {
  await using plain = await startServer({ isLab: false });
  expect((await fetch(plain.url + routes.labWires, { method: "POST" })).status).toBe(404);
  expect((await fetch(`${plain.url}${routes.labWire("a")}`)).status).toBe(404);
  expect((await fetch(plain.url + routes.labViolations, { method: "POST" })).status).toBe(404);
});

it("a server that stops answers a read that is held", async () => {
  const stopping = await startServer();
  const client = await CaptureClient.open(stopping.url);
  const held = client.ask("holdMs=30000");
  // The request has arrived when the next one has been answered.
  await fetch(stopping.url + routes.time);
  const [answer] = await Promise.all([held, stopping.close()]);
  expect(answer.status).toBe(200);
  expect(decodeWireAnswer(await answer.text()).pieces).toEqual([]);
});
