// Floods through the lab's own ports, whose connections the weather holds up, and captures of as much as there may be: what one client
// does there is bounded as at the server's own port. SPEC PR19, PR80, PR83, PR86, PR94.
import { decodeLabAnswer, routes, WEATHERS, type Weather } from "@hydra/protocol";
import { expect, it } from "vitest";
import type { Hold } from "./attackers/hold.ts";
import { IS_LONG } from "../long.ts";
import { ATTACK_TIMEOUT_MS, Target, type Bounds } from "./target.ts";

const MAX_CONNECTIONS = 400;
/** Refused connections that may wait for their answers. */
const MAX_REFUSED = 64;
const CONNECTIONS = 2_000;
const HOST = "Host: 127.0.0.1\r\n";
/** Through the relay a connection is three: the client's, and both ends of the one to the server. */
const HANDLES = 3 * (MAX_CONNECTIONS + MAX_REFUSED);
const SETTINGS = { MAX_CONNECTIONS_PER_ADDRESS: String(MAX_CONNECTIONS) };
const ASKED = `GET /healthz HTTP/1.1\r\n${HOST}\r\n`;
const MIB = 1_048_576;
/** What the weather may hold for one network. The rest is garbage, and connections. */
const MAX_HELD_MIB = 64;

/** The port with it, once it has been set. */
async function portWith({ url }: Target, weather: Weather): Promise<number> {
  const body = JSON.stringify({ labId: "attack", weather });
  const headers = { "content-type": "application/json" };
  expect((await fetch(url + routes.labWeather, { method: "PUT", headers, body })).status).toBe(200);
  return decodeLabAnswer(await (await fetch(url + routes.lab)).text()).weatherPort ?? 0;
}

interface LabFlood {
  readonly name: string;
  readonly weather: Weather;
  readonly kind: Pick<Hold, "connections" | "sends"> & Partial<Hold>;
  readonly growthMib: number;
  /** Default for MAX_CONNECTIONS. */
  readonly handles?: number;
  readonly settings?: Record<string, string>;
  readonly isShort?: boolean;
}

const FLOODS: readonly LabFlood[] = [
  {
    name: "[PR19] connections that the weather delays",
    weather: { ...WEATHERS.none, delayMs: 10_000 },
    kind: { connections: CONNECTIONS, sends: [{ first: ASKED }] },
    growthMib: 128,
    isShort: true,
  },
  {
    name: "[PR19] connections to the weather's port",
    weather: WEATHERS.none,
    kind: { connections: CONNECTIONS, sends: [{ first: ASKED }] },
    growthMib: 128,
  },
  {
    name: "[PR83] bytes that the weather holds up",
    weather: { ...WEATHERS.none, bytesPerSecond: 1 },
    kind: { connections: CONNECTIONS, sends: [{ first: "x", times: MIB / 2 }] },
    settings: {},
    growthMib: 4 * MAX_HELD_MIB,
    handles: 3 * CONNECTIONS,
  },
];

const floods = FLOODS.filter(({ isShort = false }) => IS_LONG || isShort);
it.each(floods)("$name", { timeout: ATTACK_TIMEOUT_MS }, async (flood) => {
  const { name, weather, kind, growthMib, handles = HANDLES, settings = SETTINGS } = flood;
  await using target = await Target.open(settings);
  const bounds: Bounds = { growthMib, handles };
  const port = await portWith(target, weather);
  await target.underAttack(name, bounds, async () => {
    await target.attack({ type: "hold", kind: { reads: true, ...kind, port } });
    // What is held up is not waited for.
    await portWith(target, WEATHERS.none);
  });
});
