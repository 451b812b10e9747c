// A crowd that attacks for as long as a test watches, and has at the end what it was answered: every acknowledged
// hit counts, however often it had to be sent.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { ProtocolError, type AttackAnswer, type JoinAnswer } from "@hydra/protocol";
import { attack, joinFamily } from "./players.ts";

export interface TrafficOptions {
  readonly players: number;
  /** Between one player's attacks; the pace of the crowd is `players` times as fast. */
  readonly pauseMs: number;
}

export interface Traffic {
  /** Hit points taken so far, by what the server acknowledged. */
  readonly acknowledgedDamage: number;
  /** Lets every attack under way come to its end; resolves with what was acknowledged in all. */
  stop(): Promise<{ readonly damage: number; readonly hits: number }>;
}

/** Joins the players and lets them attack. An attack without an answer is sent again with its commandId. */
export async function startTraffic(
  baseUrl: string,
  familyId: string,
  { players, pauseMs }: TrafficOptions,
): Promise<Traffic> {
  let isStopped = false;
  let damage = 0;
  let hits = 0;

  async function play(player: JoinAnswer): Promise<void> {
    while (!isStopped) {
      const answer = await attackUntilAnswered(baseUrl, player);
      damage += answer.damage;
      hits += 1;
      await pause(pauseMs);
    }
  }

  const names = Array.from({ length: players }, (_, index) => `Bot ${index + 1}`);
  const joined = await Promise.all(names.map((name) => joinFamily(baseUrl, familyId, name)));
  const playing = Promise.all(joined.map(play));
  // A failure shows when the test stops the traffic, not as an unhandled rejection before that.
  playing.catch(() => undefined);
  return {
    get acknowledgedDamage() {
      return damage;
    },
    async stop() {
      isStopped = true;
      await playing;
      return { damage, hits };
    },
  };
}

/** How long a server may be gone before the crowd gives up: far longer than a restart. */
const GIVE_UP_AFTER_MS = 30_000;
const RETRY_PAUSE_MS = 50;

async function attackUntilAnswered(baseUrl: string, player: JoinAnswer): Promise<AttackAnswer> {
  const commandId = randomUUID();
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      return await attack(baseUrl, player, { commandId });
    } catch (error) {
      if (!isTransient(error) || performance.now() > giveUpAt) throw error;
      await pause(RETRY_PAUSE_MS);
    }
  }
}

/** There was no answer (fetch throws a TypeError), or the server answered that nothing was applied. */
function isTransient(error: unknown): boolean {
  if (error instanceof ProtocolError) return error.code === "unavailable";
  return error instanceof TypeError;
}
