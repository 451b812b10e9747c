// A player's attack, the same whether it comes over HTTP, a WebSocket or from a bot: append, wait, answer.
import type { AttackEvent, HitOutcome, Outcome } from "@hydra/engine";
import { ProtocolError, type AttackAnswer, type AttackRequest } from "@hydra/protocol";
import type { BattleLoop } from "./battle-loop.ts";

export interface Attacker {
  readonly familyId: string;
  readonly playerId: string;
}

/**
 * Resolves when the hit is durable and applied, or was before (`duplicate`).
 * @throws ProtocolError `cooldown` or `monster-defeated` with `retryAfterMs`, `unknown-family`, `unknown-player`,
 * `unavailable`.
 */
export async function attack(
  loop: Pick<BattleLoop, "submit">,
  { familyId, playerId }: Attacker,
  command: AttackRequest & Pick<AttackEvent, "roll">,
): Promise<AttackAnswer> {
  const outcome = await loop.submit({ type: "attack", familyId, playerId, ...command });
  if (outcome.type !== "hit") throw refusalOf(outcome);
  return answerOf(outcome);
}

export function answerOf(outcome: HitOutcome): AttackAnswer {
  const { commandId, seq, damage, critical, killingBlow, totalDamage, rank, duplicate } = outcome;
  return { commandId, seq, damage, critical, killingBlow, totalDamage, rank, duplicate };
}

/** Why an attack did not count: a ProtocolError, unless it led to what no attack can. */
export function refusalOf(outcome: Exclude<Outcome, HitOutcome>): Error {
  if (outcome.type === "rejected") {
    switch (outcome.code) {
      case "cooldown":
      case "monster-defeated":
      case "unknown-family":
      case "unknown-player":
        return new ProtocolError(outcome.code, undefined, outcome.retryAfterMs);
      case "already-exists":
      case "not-due":
    }
  }
  return new Error(`an attack cannot lead to ${outcome.type}`);
}
