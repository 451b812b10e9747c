// What a player does to find out whether time goes on at a server: attack, wait for a cooldown, wait for a respawn.
import { setTimeout as wait } from "node:timers/promises";
import {
  decodeFamilySummary,
  decodeProblem,
  decodeTimeAnswer,
  routes,
  type JoinAnswer,
} from "@hydra/protocol";
import { expect } from "vitest";
import { attack, createFamily, join, type Listening } from "../http-player.ts";

let commands = 0;

interface Answer {
  readonly status: number;
  /** 0 for a hit. */
  readonly retryAfterMs: number;
  readonly body: unknown;
}

async function strike(server: Listening, player: JoinAnswer): Promise<Answer> {
  commands += 1;
  const answer = await attack(server, player, { commandId: `duel-${commands}` });
  const text = await answer.text();
  const { retryAfterMs = 0 } = answer.ok ? {} : decodeProblem(answer.status, text);
  return { status: answer.status, retryAfterMs, body: JSON.parse(text) };
}

/** A player of a new family, whose skills have their usual cooldowns. */
export async function challenge(server: Listening, maxHp = 1e9): Promise<JoinAnswer> {
  return join(server, await createFamily(server, { cooldownScale: 1, maxHp }));
}

/** Expects a hit, a cooldown, and its end within the time it names. Servers may be several that share a log. */
export async function expectCooldownToEnd(servers: readonly Listening[], player: JoinAnswer): Promise<void> {
  for (const server of servers) {
    // Time itself is the condition, here and below: that of a cooldown.
    await wait(300);
    expect(await strike(server, player)).toMatchObject({ status: 200 });
    const refused = await strike(server, player);
    // On a slow machine it may be over by now.
    if (refused.status === 200) continue;
    expect(refused).toMatchObject({ status: 409, body: { code: "cooldown" } });
    expect(refused.retryAfterMs).toBeLessThanOrEqual(250);
    await wait(refused.retryAfterMs + 20);
    expect(await strike(server, player)).toMatchObject({ status: 200 });
  }
}

/** Defeats the monster of a family whose monsters have a single hit point. */
export async function defeat(server: Listening, player: JoinAnswer): Promise<void> {
  expect(await strike(server, player)).toMatchObject({ status: 200, body: { killingBlow: true } });
  expect(await roundOf(server, player)).toEqual({ round: 1, status: "defeated" });
}

export async function roundOf(
  { url }: Listening,
  { familyId }: JoinAnswer,
): Promise<{ round: number; status: string }> {
  const { round, monster } = decodeFamilySummary(
    await (await fetch(`${url}${routes.family(familyId)}`)).text(),
  );
  return { round, status: monster.status };
}

/** Resolves with how long it took until the next monster stood there, milliseconds from `since` on, by performance.now(). */
export async function untilRespawned(
  server: Listening,
  player: JoinAnswer,
  since = performance.now(),
): Promise<number> {
  while ((await roundOf(server, player)).round === 1) await wait(100);
  return performance.now() - since;
}

/** The server's time, epoch milliseconds. */
export async function timeOf({ url }: Listening): Promise<number> {
  return decodeTimeAnswer(await (await fetch(`${url}${routes.time}`)).text()).now;
}
