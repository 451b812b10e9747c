// Wakes the log when a defeated monster's successor is due, so that watchers see it although nobody attacks.
// Every node does; the engine takes the first such entry and rejects the rest.
import type { Battle, Outcome } from "@hydra/engine";

/** Wait before asking again when it is not yet time by the log's clock, or the log cannot be reached. */
const RETRY_MS = 250;
/** setTimeout takes at most 2^31 − 1 milliseconds. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface Respawns {
  /** Looks at a battle that may have just been won. */
  watch(battle: Battle): void;
  close(): void;
}

export interface RespawnsOptions {
  /** Appends that the family's respawn is due. */
  submitDue(familyId: string): Promise<Outcome>;
  /** The log's time, epoch milliseconds. */
  now(): number;
}

export function createRespawns({ submitDue, now }: RespawnsOptions): Respawns {
  const timers = new Map<string, NodeJS.Timeout>();
  let isClosed = false;

  function schedule(battle: Battle, delayMs: number): void {
    const timer = setTimeout(() => void fire(battle), Math.min(Math.max(delayMs, 0), MAX_TIMEOUT_MS));
    timers.set(battle.familyId, timer);
  }

  async function fire(battle: Battle): Promise<void> {
    const { status, respawnsAt = 0 } = battle.monster;
    // Timers count whole milliseconds, from the beginning of the event loop's turn, and so are early at times.
    const earlyMs = Math.ceil(respawnsAt - now());
    if (earlyMs > 0) {
      schedule(battle, earlyMs);
      return;
    }
    if (status === "defeated") await submitDue(battle.familyId).catch(() => undefined);
    timers.delete(battle.familyId);
    if (!isClosed && battle.monster.status === "defeated") schedule(battle, RETRY_MS);
  }

  return {
    watch(battle) {
      const { respawnsAt } = battle.monster;
      if (isClosed || respawnsAt === undefined || timers.has(battle.familyId)) return;
      schedule(battle, respawnsAt - now());
    },
    close() {
      isClosed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
