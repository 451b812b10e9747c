// A family with a few bots, so that the first page a visitor sees is alive. The bots attack the way players do:
// through the log, with cooldowns; they only differ in having no connection.
import { pickSkill, playerOf } from "@hydra/engine";
import { botId } from "@hydra/protocol";
import { attack } from "../battle/attack.ts";
import type { BattleLoop } from "../battle/battle-loop.ts";

/** Its bots act without a person there: they are what a first visitor sees. */
export const DEMO_FAMILY = "demo";
const BOTS = ["Iolaus", "Atalanta", "Meleager", "Hippolyta", "Nestor"] as const;
/** A bot acts this often on average: together a hit or two a second, a pace at which each can be seen. */
const MEAN_PAUSE_MS = 3_000;
/** Mostly slashes; the longer a skill's cooldown, the rarer it is chosen. */
const SHARES = { fireball: 0.3, ultimate: 0.1 };

export interface Demo {
  close(): void;
}

/** Creates the family unless it exists, and sets the bots to work. Idempotent across restarts. */
export async function startDemo(loop: BattleLoop): Promise<Demo> {
  if (loop.battle(DEMO_FAMILY) === undefined) await createFamily(loop);
  await Promise.all(BOTS.map((name, index) => join(loop, botId(index + 1), name)));
  const timers = BOTS.map((_name, index) => startBot(loop, botId(index + 1)));
  return {
    close() {
      for (const stop of timers) stop();
    },
  };
}

async function createFamily(loop: BattleLoop): Promise<void> {
  await loop.submit({
    type: "family-created",
    familyId: DEMO_FAMILY,
    name: "Demo family",
    seed: 1,
    rules: { cooldownScale: 1, maxHp: 20_000 },
  });
}

/** Each by itself: a crash may have come between. */
async function join(loop: BattleLoop, playerId: string, name: string): Promise<void> {
  const battle = loop.battle(DEMO_FAMILY);
  if (battle !== undefined && playerOf(battle, playerId) !== undefined) return;
  await loop.submit({ type: "player-joined", familyId: DEMO_FAMILY, playerId, name });
}

function startBot(loop: BattleLoop, playerId: string): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;

  async function act(): Promise<void> {
    const command = { commandId: crypto.randomUUID(), skill: pickSkill(Math.random(), SHARES) };
    // A cooldown, a defeated monster or an unreachable log: the next turn comes.
    await attack(loop, { familyId: DEMO_FAMILY, playerId }, command).catch(() => undefined);
    if (!isStopped) schedule();
  }
  function schedule(): void {
    timer = setTimeout(() => void act(), MEAN_PAUSE_MS * (0.5 + Math.random()));
  }
  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
