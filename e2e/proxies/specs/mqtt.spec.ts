// The embedded broker behind a proxy, by a client that others have written: what passes is the whole of MQTT, what does not is refused in the
// server's words. No browser: the page's own client is in the tours of the specs beside this one.
import { decodeFrame, encodeCursor, routes, TRAITS, type Frame } from "@hydra/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import type { ProxyName } from "../../../.ci/proxy-programs.ts";
import { followChain } from "../../client/chain.ts";
import { startTraffic } from "../../client/traffic.ts";
import { ask, HANDSHAKE } from "../ask.ts";
import { KINDS } from "../kinds/index.ts";
import { Proxy } from "../proxy.ts";
import { expect, test, type Setup } from "../test.ts";

/** Defaults that drop upgrades. */
const DROPPING: ReadonlySet<ProxyName> = new Set(["nginx", "apache"]);
const CROWD = { players: 3, pauseMs: 60 };
const DELTAS = 20;
/**
 * The one client's pings are below its limit, the other's, a minute apart, are above its own, and so are the server's, which come every
 * 30 s. Handshake and subscription fit into either, on a slow machine too.
 */
const [PING_SECONDS, ENOUGH_SECONDS, TOO_FEW_SECONDS] = [4, 13, 5];
const PINGS = 4;
const BROKER_HANDSHAKE = { ...HANDSHAKE, "sec-websocket-protocol": "mqtt" };

const isDropped = ({ name, configuration }: Setup): boolean =>
  configuration === "default" && DROPPING.has(name);

/** The name of the host is one that only a browser can resolve here. */
function connect(url: string, keepalive = 60): Promise<MqttClient> {
  const { protocol, host, hostname, port } = new URL(url);
  const secure = protocol === "https:" ? { servername: hostname, rejectUnauthorized: false } : {};
  return connectAsync(`${protocol === "https:" ? "wss" : "ws"}://127.0.0.1:${port}${TRAITS.mqtt.path}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    keepalive,
    wsOptions: { headers: { host }, ...secure },
  });
}

function framesOf(client: MqttClient): Frame[] {
  const frames: Frame[] = [];
  client.on("message", (_topic, payload) => {
    const frame = decodeFrame(payload.toString());
    if (frame !== undefined) frames.push(frame);
  });
  return frames;
}

test("[PR100] a handshake is carried with its subprotocol, or arrives as a plain request and is refused in words", async ({
  front,
  setup,
}) => {
  const { status, headers } = await ask(front.url, TRAITS.mqtt.path, { headers: BROKER_HANDSHAKE });
  expect(status).toBe(isDropped(setup) ? 426 : 101);
  if (status === 426) expect(headers["content-type"]).toContain("application/problem+json");
  else expect(headers["sec-websocket-protocol"]).toBe("mqtt");
});

test("[PR100] the retained snapshot and every delta come, to what a poll has at the same cursor", async ({
  family: { familyId },
  front,
  server,
  setup,
}) => {
  test.skip(isDropped(setup), "Upgrades do not pass.");
  const client = await connect(front.url);
  try {
    const frames = framesOf(client);
    const topic = routes.topic(familyId);
    await client.subscribeAsync([`${topic}/snapshot`, `${topic}/delta`]);
    const traffic = await startTraffic(server.url, familyId, CROWD);
    await expect.poll(() => followChain(frames).deltas).toBeGreaterThan(DELTAS);
    const { damage } = await traffic.stop();
    await expect.poll(() => followChain(frames).totalDamage).toBe(damage);
    const chain = followChain(frames);
    expect(chain).toMatchObject({ snapshots: 1, breaks: [] });
    const poll = decodeFrame(await (await fetch(server.url + routes.feed(familyId, "polling"))).text());
    expect(poll).toMatchObject({ type: "snapshot", totalDamage: damage });
    if (poll?.type === "snapshot") expect(chain.cursor).toBe(encodeCursor(poll));
  } finally {
    client.end(true);
  }
});

test("[PR100] [PR4] another site's handshake is refused, a publish ends the client, both through the proxy", async ({
  family: { familyId },
  front,
  setup,
}) => {
  test.skip(isDropped(setup), "Upgrades do not pass.");
  const headers = { ...BROKER_HANDSHAKE, origin: "https://evil.example" };
  expect((await ask(front.url, TRAITS.mqtt.path, { headers })).status).toBe(403);
  const forger = await connect(front.url);
  const ended = new Promise<void>((resolve) => forger.once("close", () => resolve()));
  forger.publish(`${routes.topic(familyId)}/snapshot`, "forged", { retain: true });
  await ended;
});

test("[PR100] a client's pings keep it above the proxy's idle limit, and nothing keeps it above a shorter one", async ({
  family: { familyId },
  server,
  setup,
}) => {
  const kind = KINDS[setup.name];
  test.skip(
    setup.configuration === "default" || kind.withIdleLimit === undefined,
    "There is no limit to set.",
  );
  const options = { kind, configuration: setup.configuration, upstream: server.url } as const;
  await using enough = await Proxy.start({ ...options, idleLimitSeconds: ENOUGH_SECONDS });
  await using tooFew = await Proxy.start({ ...options, idleLimitSeconds: TOO_FEW_SECONDS });
  const [kept, cut] = [await connect(enough.url, PING_SECONDS), await connect(tooFew.url, 60)];
  try {
    let [pings, isCut] = [0, false];
    cut.once("close", () => (isCut = true));
    kept.on("packetreceive", ({ cmd }) => (pings += cmd === "pingresp" ? 1 : 0));
    for (const client of [kept, cut]) await client.subscribeAsync(`${routes.topic(familyId)}/delta`);
    await expect.poll(() => isCut, { timeout: 30_000 }).toBe(true);
    await expect.poll(() => pings, { timeout: 60_000 }).toBeGreaterThanOrEqual(PINGS);
    expect(kept.connected).toBe(true);
  } finally {
    for (const client of [kept, cut]) client.end(true);
  }
});
