// Floods of SUBSCRIBE and UNSUBSCRIBE at the embedded broker: as fast as it reads them, by clients that come back when they are cut, and at
// the very rate that is allowed, by clients that never are. What a bystander notices is held against what it had before, and a client of the
// same broker misses nothing. SPEC PR100; MB2, MB15, MB16 of the library.
import { afterAll, beforeAll, expect, it } from "vitest";
import { IS_LONG } from "../long.ts";
import { topicsOf } from "../messaging/mqtt-socket.ts";
import {
  connectPacket,
  filters,
  message,
  opening,
  subscribePacket,
  unsubscribePacket,
} from "./attackers/mqtt-bytes.ts";
import { beside } from "./mqtt-witness.ts";
import { ATTACK_MS, ATTACK_TIMEOUT_MS, Target, type Bounds, type Measured } from "./target.ts";

const CONNECTIONS = 192;
const BOUNDS: Bounds = { growthMib: 256, handles: 1_024 };
/** As long as before, with what the scheduler adds taken off. */
const TIMES_AS_LONG = 25;

let target: Target;
beforeAll(async () => {
  target = await Target.open();
});
afterAll(() => target[Symbol.asyncDispose]());

function expectUnnoticed({ calmMs, attackedMs, slowdown }: Measured): void {
  expect(attackedMs).toBeLessThan(TIMES_AS_LONG * calmMs * slowdown);
}

const FLOODS = ["SUBSCRIBE of 800 filters", "UNSUBSCRIBE of 1,000 filters"];
/** In `npm test` the largest. */
const MORE_FLOODS = ["SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIBE and UNSUBSCRIBE in turn"];

it.each(IS_LONG ? [...FLOODS, ...MORE_FLOODS] : FLOODS)(
  "[PR100] a flood of %s, as fast as it is read",
  { timeout: ATTACK_TIMEOUT_MS },
  async (name) => {
    const cut = 'hydra_dropped_watchers_total\\{reason="abusive"\\}';
    const act = async (): Promise<void> => {
      await target.attack({ type: "flood", name: `${name} to mqtt` });
      await expect.poll(() => target.metric(cut), { timeout: ATTACK_TIMEOUT_MS }).toBeGreaterThan(0);
    };
    expectUnnoticed(await target.underAttack(name, BOUNDS, () => beside(target, act)));
  },
);

/** Of a half second: 4 of the 20 a second that are allowed (MB15), since what is late on a busy machine comes with the next four. */
const HALF_SECONDS: Readonly<Record<string, (topics: readonly string[]) => readonly Buffer[]>> = {
  "SUBSCRIBE to both topics again": (topics) =>
    Array.from({ length: 4 }, () => message(subscribePacket(...topics))),
  "UNSUBSCRIBE of 250 filters": () => [message(unsubscribePacket(...filters(250)))],
  "SUBSCRIBE of 200 filters": () => [message(subscribePacket(...filters(200)))],
  "SUBSCRIBE and UNSUBSCRIBE in turn": (topics) =>
    Array.from({ length: 2 }, () => message(subscribePacket(...topics), unsubscribePacket(...topics))),
};

const ALLOWED = Object.entries(HALF_SECONDS);
it.each(IS_LONG ? ALLOWED : ALLOWED.slice(0, 2))(
  "[PR100] %s, at the rate that is allowed",
  { timeout: ATTACK_TIMEOUT_MS },
  async (name, half) => {
    const trickle = Buffer.concat(half(topicsOf(target.player.familyId))).toString("latin1");
    const sends = [{ first: opening(message(connectPacket({}))), trickle }];
    const act = async (): Promise<void> => {
      const kind = { connections: CONNECTIONS, reads: true, sends };
      const { open } = await target.attack({ type: "hold", kind }, 2 * ATTACK_MS);
      expect(open).toBe(CONNECTIONS);
    };
    expectUnnoticed(await target.underAttack(name, BOUNDS, () => beside(target, act)));
  },
);
