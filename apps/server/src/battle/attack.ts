// A player's attack, the same whether it comes over HTTP, a WebSocket or from a bot: append, wait, answer.
import type { Outcome } from "@hydra/engine";
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
  loop: BattleLoop,
  { familyId, playerId }: Attacker,
  { commandId, skill }: AttackRequest,
): Promise<AttackAnswer> {
  const answer = answerTo(await loop.submit({ type: "attack", familyId, playerId, commandId, skill }));
  if (answer instanceof Error) throw answer;
  return answer;
}

/** What an attacker is told of an attack's outcome: the answer, or a ProtocolError that says why it did not count. */
export function answerTo(outcome: Outcome): AttackAnswer | Error {
  if (outcome.type === "hit") {
    const { commandId, seq, damage, critical, killingBlow, totalDamage, rank, duplicate } = outcome;
    return { commandId, seq, damage, critical, killingBlow, totalDamage, rank, duplicate };
  }
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
