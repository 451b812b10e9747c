// What the digest of a version costs the server, which works it out once for all watchers: the rows that changed since the last one are
// written and hashed, and the fields. In this process, with the code that the server runs.
import { RowHashes } from "@hydra/feed/server";
import { canonicalEntry, canonicalRankingFields } from "@hydra/protocol";
import type { RankedEntry } from "@hydra/engine";
import { median, spread } from "../report/statistics.ts";
import type { Scenario } from "../scenario.ts";

const ROWS = 100;
const CHANGED = [1, 20, ROWS];
const VERSIONS = 20_000;
/** Of a version that a thousand watchers get at 6 µs each: the least that `fan-out` has found. */
const WATCHERS = 1_000;
const DELIVERY_US = 6;
const MAX_SHARE = 0.01;

/** Names of a quarter are not ASCII. */
const PLAYERS = Array.from({ length: ROWS }, (_, player) => ({
  playerId: `01890a5d-ac96-774b-bcce-b302099a8${player.toString().padStart(3, "0")}`,
  name: player % 4 === 0 ? `勇者 ${player}` : `Player ${player}`,
}));

/** Microseconds of processor time a version. */
function measure(changed: number): number {
  const hashes = new RowHashes();
  const monster = { name: "Hydra", hp: 1e9, maxHp: 1e9, status: "fighting" } as const;
  let seq = 0;
  const version = (players: typeof PLAYERS): string => {
    for (const { playerId, name } of players) {
      seq += 1;
      hashes.touch(playerId);
      const entry: RankedEntry = { playerId, name, damage: 15 * seq, hits: seq, reachedSeq: seq };
      hashes.set(playerId, canonicalEntry(entry));
    }
    return hashes.digest(canonicalRankingFields({ round: 1, monster, players: ROWS, totalDamage: seq }));
  };
  for (let warm = 0; warm < 2_000; warm += 1) version(PLAYERS);
  const some = PLAYERS.slice(0, changed);
  const before = process.threadCpuUsage();
  for (let n = 0; n < VERSIONS; n += 1) version(some);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / VERSIONS;
}

export const digest: Scenario = {
  name: "digest",
  summary: "what the digest of a version costs, once for all watchers",
  run({ runs }) {
    const measured = CHANGED.map((changed) => ({
      changed,
      us: Array.from({ length: runs }, () => measure(changed)),
    }));
    const rows = measured.map(({ changed, us }) => [
      `${changed} of ${ROWS} rows changed`,
      median(us).toFixed(1),
      spread(us, 1),
      ((100 * median(us)) / (WATCHERS * DELIVERY_US)).toFixed(2),
    ]);
    const most = Math.max(...measured.map(({ us }) => median(us))) / (WATCHERS * DELIVERY_US);
    return Promise.resolve({
      tables: [
        { title: "A version's digest", columns: ["", "µs", "range", `% of ${WATCHERS} deliveries`], rows },
      ],
      claims: [
        {
          what: `digest: of ${WATCHERS} deliveries of ${DELIVERY_US} µs, with every row changed`,
          target: `≤ ${100 * MAX_SHARE} %`,
          measured: `${(100 * most).toFixed(2)} %`,
          holds: most <= MAX_SHARE,
        },
      ],
    });
  },
};
