// A log as a server leaves it that has served a long battle: the entries, and the snapshots made meanwhile.
import { openLogWithSnapshots } from "@hydra/server";

/** Appends under way; what a busy server has. */
const IN_FLIGHT = 2_000;
const FAMILY_ID = "bench";

export interface FillOptions {
  readonly dataDir: string;
  readonly attacks: number;
  readonly players: number;
}

/** Resolves when the attacks are stored and no snapshot is due any more. */
export async function fillLog({ dataDir, attacks, players }: FillOptions): Promise<{
  readonly head: number;
  readonly snapshotSeq: number;
}> {
  const { log, snapshotNear, close } = await openLogWithSnapshots(dataDir);
  const rules = { cooldownScale: 0, maxHp: 1e12 };
  await log.append({ type: "family-created", familyId: FAMILY_ID, name: "Bench", seed: 1, rules });
  for (let player = 0; player < players; player += 1) {
    const playerId = `player-${player}`;
    void log.append({ type: "player-joined", familyId: FAMILY_ID, playerId, name: `Player ${player}` });
  }
  for (let done = 0; done < attacks; done += IN_FLIGHT) {
    const batch = Array.from({ length: Math.min(IN_FLIGHT, attacks - done) }, (_, index) =>
      log.append({
        type: "attack",
        familyId: FAMILY_ID,
        playerId: `player-${((done + index) * 7_919) % players}`,
        commandId: crypto.randomUUID(),
        skill: "slash",
      }),
    );
    await Promise.all(batch);
  }
  const snapshotSeq = await snapshotNear();
  const { head } = log;
  await close();
  return { head, snapshotSeq };
}
