// A log with entries of several months: a battle of the engine's, so that there is a state to come back to.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { apply, createWorld, encodeWorld, type BattleEvent, type Entry } from "@hydra/engine";
import { BattleLoop } from "../../src/battle/battle-loop.ts";
import { archivesIn } from "../../src/log/archive-file.ts";
import type { EventLog } from "../../src/log/event-log.ts";
import { Retention, type Archive, type RetentionSource } from "../../src/log/retention.ts";

const DAY_MS = 86_400_000;
const PLAYERS = 20;

/** A battle's entries, the last an hour old, spread evenly over so many days. */
export function agedEntries(count: number, days: number, now = Date.now()): Entry[] {
  const stepMs = (days * DAY_MS) / count;
  return Array.from({ length: count }, (_, n) => ({
    seq: n + 1,
    at: Math.floor(now - 3_600_000 - (count - 1 - n) * stepMs),
    event: battleEvent(n),
  }));
}

function battleEvent(n: number): BattleEvent {
  const player = { familyId: "fam", playerId: `p${n % PLAYERS}` };
  const rules = { cooldownScale: 0, maxHp: 5_000 };
  if (n === 0) return { type: "family-created", familyId: "fam", name: "Lerna", seed: 7, rules };
  if (n <= PLAYERS) return { type: "player-joined", ...player, name: `Player ${n}` };
  return { type: "attack", ...player, commandId: `c${n}`, skill: n % 5 === 0 ? "fireball" : "slash" };
}

export function stateOf(entries: readonly Entry[]): string {
  const world = createWorld();
  for (const entry of entries) apply(world, entry);
  return encodeWorld(world);
}

/** What a server that starts on the log comes to. */
export async function stateAfterRestart(log: EventLog): Promise<string> {
  const loop = new BattleLoop({
    log,
    feed: { rankingSize: 100, now: () => log.now(), isWatched: () => false },
  });
  await loop.start(() => undefined);
  const { state } = loop.snapshot();
  loop.close();
  return state;
}

/** Lets one pass of the retention run to its end. @throws the reason when it is broken off */
export async function runRetention<Step>(log: RetentionSource<Step>, days: number): Promise<Archive[]> {
  const archives: Archive[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const retention = new Retention({
    log,
    days,
    onArchived: ({ path, until }) => archives.push({ path, until }),
    onFailure: reject,
    onDone: resolve,
  });
  try {
    await promise;
    return archives;
  } finally {
    await retention.close();
  }
}

/** What the archives of a folder hold, in order, read by nothing of the server's. */
export function archivedIn(folder: string): Entry[] {
  return archivesIn(folder).flatMap((path) =>
    gunzipSync(readFileSync(path))
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => {
        const { seq, at, event } = JSON.parse(line) as Entry;
        return { seq, at, event };
      }),
  );
}
