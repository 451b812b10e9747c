// Connections that send the smallest things that make the server work, as fast as it takes them; what it answers by itself must not
// pile up where nothing is read, and no other client may wait for it. SPEC PR63–PR65, PR85.
import { afterAll, beforeAll, expect, it } from "vitest";
import { floodsOn } from "./attackers/flood-kinds.ts";
import { IS_LONG } from "../long.ts";
import { ATTACK_TIMEOUT_MS, Target, type Bounds } from "./target.ts";

/**
 * Garbage, as much as the machine is fast: up to 63 MiB are seen of requests, 148 of frames. What piled up, or was parsed at once,
 * were 280 to 810.
 */
const REQUESTS: Bounds = { growthMib: 192, handles: 128 };
/** Requests of 16 KiB, and what is parsed of them: up to 274 MiB are seen. */
const LARGE_REQUESTS: Bounds = { growthMib: 384, handles: 128 };
/** A client that was sent a Close may take a second to go, and comes back twenty times in it. */
const FRAMES: Bounds = { growthMib: 384, handles: 1_024 };
/** What all echo sockets may hold, and one and a half times as much for what is on its way and for garbage: 110 to 400 are seen. */
const ECHOES: Bounds = { growthMib: 2.5 * 256, handles: 1_024 };

/** In `npm test`: one of each kind that was a fault. */
const SHORT: readonly string[] = [
  "pings to websocket-raw, unread",
  "empty messages to echo ws",
  "messages of a byte a fragment to mqtt",
  "messages of 16 MiB that never end to echo rfc6455",
  "pipelined unknown paths (404)",
  "pipelined long-polls, unread",
  "pipelined polls with 16 KiB of entity tags",
  "pipelined attacks with 64 wrong sessions",
];

function boundsOf(name: string): Bounds {
  if (name.includes("16 KiB") || name.includes("wrong sessions")) return LARGE_REQUESTS;
  if (name.startsWith("pipelined")) return REQUESTS;
  return name.includes("echo") ? ECHOES : FRAMES;
}

let target: Target;
beforeAll(async () => {
  target = await Target.open();
});
afterAll(() => target[Symbol.asyncDispose]());

const names = [...floodsOn("any").keys()];
it.each(IS_LONG ? names : SHORT)("%s", { timeout: ATTACK_TIMEOUT_MS }, async (name) => {
  const bounds = boundsOf(name);
  await target.underAttack(name, bounds, async () => {
    const { connections } = await target.attack({ type: "flood", name });
    expect(connections).toBeGreaterThan(0);
  });
});
