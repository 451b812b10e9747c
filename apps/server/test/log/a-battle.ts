// A history worth moving: families, players, hits that count and hits that do not, rounds, repeated commands.
import type { BattleEvent } from "@hydra/engine";
import type { EventLog } from "../../src/log/event-log.ts";

const FAMILIES = ["fam-a", "fam-b"];
const PLAYERS = 20;

/** Events in the order in which they happen; the first ones found families and join players. */
function battleEvents(attacks: number): BattleEvent[] {
  const founded = FAMILIES.map((familyId, seed): BattleEvent => {
    return {
      type: "family-created",
      familyId,
      name: familyId,
      seed,
      rules: { cooldownScale: 0.01, maxHp: 5_000 },
    };
  });
  const joined = FAMILIES.flatMap((familyId) =>
    Array.from({ length: PLAYERS }, (_, n): BattleEvent => {
      return { type: "player-joined", familyId, playerId: `p${n}`, name: `Player ${n} “✂️”` };
    }),
  );
  const hits = Array.from({ length: attacks }, (_, n): BattleEvent => {
    const familyId = FAMILIES[n % FAMILIES.length]!;
    // Every tenth is a repetition, every hundredth asks for the next round.
    if (n % 100 === 99) return { type: "respawn-due", familyId };
    const commandId = `c${n % 10 === 9 ? n - 2 : n}`;
    return { type: "attack", familyId, playerId: `p${(n * 7) % PLAYERS}`, commandId, skill: "fireball" };
  });
  return [...founded, ...joined, ...hits];
}

/** Appends a battle, some at a time, so that times differ. */
export async function fight(log: EventLog, attacks: number): Promise<void> {
  const events = battleEvents(attacks);
  for (let at = 0; at < events.length; at += 500) {
    await Promise.all(events.slice(at, at + 500).map((event) => log.append(event)));
  }
}
