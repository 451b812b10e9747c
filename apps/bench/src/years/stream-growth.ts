// A stream of hits as nodes write it at twenty a second, one a message, of which the first are archived and purged.
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BattleEvent } from "@hydra/engine";
import { openClusterLog, Retention } from "@hydra/server";
import { NatsServer } from "@hydra/server/nats";

const HITS = 200_000;
const IN_FLIGHT = 500;
const PLAYERS = 1_000;
const DAY_MS = 86_400_000;
/** What is written after this share of the hits is kept. */
const OLD_SHARE = 0.9;

export interface StreamGrowth {
  readonly hits: number;
  /** On one server's disk. */
  readonly bytesAHit: number;
  readonly archiveBytesAHit: number;
  readonly archived: number;
  /** On one server's disk when they are purged. */
  readonly leftBytes: number;
  readonly tookMs: number;
}

/** @param eventOf the nth event, of one of two families in turn: events of one family in a row would share a message */
export async function measureStream(
  eventOf: (n: number, players: number) => BattleEvent,
): Promise<StreamGrowth> {
  const folder = await mkdtemp(join(tmpdir(), "hydra-years-"));
  const storeDir = join(folder, "streams");
  try {
    await using server = await NatsServer.start({ storeDir });
    const { log, retention: source } = await openClusterLog([server.address], folder);
    let cut = 0;
    for (let first = 0; first < HITS; first += IN_FLIGHT) {
      const events = Array.from({ length: IN_FLIGHT }, (_, index) => eventOf(first + index, PLAYERS));
      if (first >= HITS * OLD_SHARE && cut === 0) cut = log.now();
      await Promise.all(events.map((event) => log.append(event)));
    }
    const filled = await streamBytes(storeDir);
    const startedAt = performance.now();
    let archived = 0;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const retention = new Retention({
      log: source(),
      days: (log.now() - cut) / DAY_MS,
      onArchived: () => (archived = HITS * OLD_SHARE),
      onFailure: reject,
      onDone: resolve,
    });
    await promise;
    const tookMs = performance.now() - startedAt;
    await retention.close();
    await log.close();
    const archiveBytes = await folderBytes(join(folder, "archive"));
    return {
      hits: HITS,
      bytesAHit: filled / HITS,
      archiveBytesAHit: archiveBytes / archived,
      archived,
      leftBytes: await streamBytes(storeDir),
      tookMs,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The stream's messages on the disk, without those of its snapshots. */
function streamBytes(storeDir: string): Promise<number> {
  return folderBytes(storeDir, "streams/HYDRA/msgs/");
}

/** Of the files whose path in it has this part. */
async function folderBytes(folder: string, part = ""): Promise<number> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.includes(part));
  const files = await Promise.all(names.map((name) => stat(join(folder, name))));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}
