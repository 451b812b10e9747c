// Clients of MQTT that misbehave at the served product's own broker: all are gone in the end, what they hold is bounded, and neither the
// bystander nor a client of the same broker notices. SPEC PR100; MB10–MB17 of the library.
import { expect, it } from "vitest";
import { attack, join } from "../http-player.ts";
import { IS_LONG } from "../long.ts";
import { topicsOf } from "../messaging/mqtt-socket.ts";
import { connectPacket, message, opening, subscribePacket, watching } from "./attackers/mqtt-bytes.ts";
import { beside } from "./mqtt-witness.ts";
import { ATTACK_TIMEOUT_MS, Target, type Bounds } from "./target.ts";

const CONNECTIONS = 1_000;
/** A connection without a CONNECT is cut after 5 s; the rest is for a slow machine. */
const MISDEEDS_MS = 60_000;
/** Until the kernel takes no more, and ten seconds behind. */
const UNREAD_MS = 100_000;
/** Half as long again as the longest keep alive. */
const SILENT_MS = 240_000;
/** As many as a ranking shows at most. */
const ROWS = 1_000;
const AT_ONCE = 25;

/** With names as wide as they get: a snapshot of some 200 KB. */
async function fillRanking(target: Target): Promise<void> {
  const enter = async (n: number): Promise<void> => {
    const player = await join(target, target.player.familyId, "🐍".repeat(24));
    expect((await attack(target, player, { commandId: `enter-${n}` })).status).toBe(200);
  };
  for (let n = 0; n < ROWS; n += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => enter(n + index)));
}

it(
  "[PR100] 1,000 that send half packets, lengths, floods, or nothing",
  { timeout: ATTACK_TIMEOUT_MS },
  async () => {
    await using target = await Target.open();
    const bounds: Bounds = { growthMib: 192, handles: CONNECTIONS };
    await target.underAttack("1,000 clients of MQTT that misbehave", bounds, () =>
      beside(target, async () => {
        const attack = { type: "mqtt-misdeeds", connections: CONNECTIONS } as const;
        const { open, statuses } = await target.attack(attack, MISDEEDS_MS);
        expect(open).toBe(0);
        expect(Object.keys(statuses)).toEqual(["101"]);
      }),
    );
  },
);

it(
  "[PR64] [PR100] subscribers that never read, and ask again and again",
  { timeout: 2 * ATTACK_TIMEOUT_MS },
  async () => {
    const COUNT = IS_LONG ? 60 : 20;
    await using target = await Target.open({
      RANKING_SIZE: String(ROWS),
      PLAYERS_PER_ADDRESS: "0",
      RATE_LIMIT: "0",
    });
    await fillRanking(target);
    const { familyId } = target.player;
    const snapshots = message(subscribePacket(topicsOf(familyId)[0]));
    const trickle = Buffer.concat(Array.from({ length: 3 }, () => snapshots)).toString("latin1");
    const sends = [{ first: watching(familyId), trickle }];
    const bounds: Bounds = { growthMib: 256, handles: COUNT };
    await target.underAttack("subscribers of MQTT that never read", bounds, () =>
      beside(target, async () => {
        const kind = { connections: COUNT, reads: false, sends };
        const held = target.attack({ type: "hold", kind }, UNREAD_MS);
        const behind = 'hydra_dropped_watchers_total\\{reason="behind"\\}';
        await expect.poll(() => target.metric(behind), { timeout: UNREAD_MS }).toBe(COUNT);
        // The one beside them.
        expect(await target.metric('hydra_watchers\\{transport="mqtt"\\}')).toBe(1);
        await held;
      }),
    );
  },
);

it.runIf(IS_LONG)(
  "[PR100] 1,000 without a ping, whatever keep alive they name",
  { timeout: 2 * SILENT_MS },
  async () => {
    await using target = await Target.open();
    const { familyId } = target.player;
    const both = subscribePacket(...topicsOf(familyId));
    const sends = [0, 120, 65_535].map((keepalive) => ({
      first: opening(message(connectPacket({ keepalive }), both)),
    }));
    const bounds: Bounds = { growthMib: 192, handles: CONNECTIONS };
    await target.underAttack("1,000 clients of MQTT that send no ping", bounds, () =>
      beside(target, async () => {
        const kind = { connections: CONNECTIONS, reads: true, sends };
        const { open } = await target.attack({ type: "hold", kind }, SILENT_MS);
        expect(open).toBe(0);
      }),
    );
  },
);
