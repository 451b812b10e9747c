// Connections that are held, and what they hold at the server: as many as an address may have (PR19), slow senders, and watchers of
// every transport that never read.
import { routes, SOCKET_TRANSPORTS } from "@hydra/protocol";
import { expect, it } from "vitest";
import { handshakeRequest } from "../raw-socket.ts";
import type { Hold } from "./attackers/hold.ts";
import { watching } from "./attackers/mqtt-bytes.ts";
import { IS_LONG } from "../long.ts";
import { ATTACK_TIMEOUT_MS, Target, type Bounds } from "./target.ts";

const HOST = "Host: 127.0.0.1\r\n";
const FOUND = `POST /api/families HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;
/** A request must have arrived within 10 s, which is looked for every 2 s; the rest is for a slow machine. */
const SLOW_MS = 45_000;
const MAX_CONNECTIONS = 400;
/** Refused connections that may wait for their answers. */
const MAX_REFUSED = 64;
const CONNECTIONS = 1_000;

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\n${HOST}\r\n`;
}

it("[PR19] more connections than an address may have", { timeout: ATTACK_TIMEOUT_MS }, async () => {
  await using target = await Target.open({ MAX_CONNECTIONS_PER_ADDRESS: String(MAX_CONNECTIONS) });
  const bounds: Bounds = { growthMib: 128, handles: MAX_CONNECTIONS + MAX_REFUSED };
  await target.underAttack("2,000 connections of one address", bounds, async () => {
    const kind: Hold = { connections: 2 * CONNECTIONS, reads: true, sends: [{ first: get("/healthz") }] };
    const { statuses } = await target.attack({ type: "hold", kind });
    expect(statuses["200"] ?? 0).toBeLessThanOrEqual(MAX_CONNECTIONS);
    expect(Object.keys(statuses).filter((status) => !["200", "429"].includes(status))).toEqual([]);
  });
});

it.runIf(IS_LONG)("what never arrives whole is cut", { timeout: ATTACK_TIMEOUT_MS }, async () => {
  await using target = await Target.open();
  const sends = [
    { first: `GET / HTTP/1.1\r\n${HOST}X: `, trickle: "x" },
    { first: `${FOUND}Content-Length: 900\r\n\r\n`, trickle: "x" },
    { first: `${FOUND}Transfer-Encoding: chunked\r\n\r\n`, trickle: "1\r\nx\r\n" },
    { first: `${FOUND}Content-Length: 9\r\nExpect: 100-continue\r\n\r\n` },
  ];
  const bounds: Bounds = { growthMib: 128, handles: CONNECTIONS };
  await target.underAttack("headers, bodies and chunks that never end", bounds, async () => {
    const kind: Hold = { connections: CONNECTIONS, reads: true, sends };
    const { open } = await target.attack({ type: "hold", kind }, SLOW_MS);
    expect(open).toBe(0);
  });
});

it.runIf(IS_LONG)("[PR64] watchers that never read", { timeout: ATTACK_TIMEOUT_MS }, async () => {
  await using target = await Target.open();
  const { familyId } = target.player;
  const sends = [
    { first: get(routes.feed(familyId, "sse")) },
    { first: get(routes.feed(familyId, "long-polling")) },
    ...SOCKET_TRANSPORTS.map((transport) => ({ first: handshakeRequest(routes.feed(familyId, transport)) })),
    { first: watching(familyId) },
  ];
  const bounds: Bounds = { growthMib: 256, handles: CONNECTIONS };
  await target.underAttack("watchers that never read", bounds, () =>
    target.attack({ type: "hold", kind: { connections: CONNECTIONS, reads: false, sends } }),
  );
});
