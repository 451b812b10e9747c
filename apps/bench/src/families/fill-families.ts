// A log as a server leaves it that many families have played on, for months: each was founded, two joined and hit three times each.
import { openLogWithSnapshots } from "@hydra/server";
import type { BattleEvent, Entry } from "@hydra/engine";

const PLAYERS = 2;
const HITS = 6;
/** Between two hits, and between two families: so at no time more than a few play. */
const PAUSE_MS = 5_000;
/** Stored at once. */
const BATCH = 4_000;

/** Resolves when the entries are stored and no snapshot is due any more. */
export async function fillFamilies(
  dataDir: string,
  families: number,
): Promise<{ readonly head: number; readonly snapshotSeq: number }> {
  const { log, snapshotNear, close } = await openLogWithSnapshots(dataDir);
  const lastsMs = families * (HITS + 1) * PAUSE_MS;
  let at = Date.now() - lastsMs;
  let seq = 0;
  let batch: Entry[] = [];
  for (let number = 0; number < families; number += 1) {
    for (const event of playOne(number)) {
      if (event.type !== "player-joined") at += PAUSE_MS;
      seq += 1;
      batch.push({ seq, at, event });
    }
    if (batch.length < BATCH) continue;
    await log.importEntries(batch);
    batch = [];
  }
  await log.importEntries(batch);
  const snapshotSeq = await snapshotNear();
  await close();
  return { head: seq, snapshotSeq };
}

/** Ids as long as the server makes them. */
export function familyIdOf(number: number): string {
  return `f${String(number).padStart(21, "0")}`;
}

function* playOne(number: number): Generator<BattleEvent> {
  const familyId = familyIdOf(number);
  const rules = { cooldownScale: 1, maxHp: 20_000 };
  yield { type: "family-created", familyId, name: `Family ${number}`, seed: number, rules };
  const playerIds = Array.from(
    { length: PLAYERS },
    (_, player) => `p${String(number * PLAYERS + player).padStart(21, "0")}`,
  );
  for (const [player, playerId] of playerIds.entries())
    yield { type: "player-joined", familyId, playerId, name: `Player ${player}` };
  for (let hit = 0; hit < HITS; hit += 1) {
    const playerId = playerIds[hit % PLAYERS] ?? "";
    yield { type: "attack", familyId, playerId, commandId: crypto.randomUUID(), skill: "slash" };
  }
}
