// After the last attack: what players were answered, what watchers hold, what the server answers, what the log holds and what a server
// makes of that log anew are to be one and the same.
import { mkdir } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { battleOf, playerOf, top } from "@hydra/engine";
import { decodeFrame, routes, type SnapshotFrame } from "@hydra/protocol";
import { getMe } from "@hydra/client";
import { Hydra } from "../processes/hydra.ts";
import type { Field } from "./field.ts";
import { hydraLog, readHistory, type History } from "./history.ts";
import { compareWithHistory, talliesOf, type Verdict } from "./ledger.ts";
import type { Served } from "./served.ts";
import { differenceOf } from "./watcher.ts";

export interface Judged {
  readonly verdict: Verdict;
  readonly history: History;
  /** Sentences on what differs, each list empty when nothing does. */
  readonly watchers: readonly string[];
  readonly players: readonly string[];
  readonly rankings: readonly string[];
  readonly restarted: readonly string[];
  /** What `hydra-log verify` printed when it did not find the log whole. */
  readonly damage: readonly string[];
}

export interface JudgeParts {
  readonly field: Field;
  readonly served: Served;
  readonly dataDir: string;
  /** Where a whole log is put together of archives and log. */
  readonly wholeDir: string;
}

const RANKING_SIZE = 100;
/** For the slowest to catch up: a long back-off and a poll. */
const CATCH_UP_MS = 60_000;

/** Stops the server. */
export async function judge({ field, served, dataDir, wholeDir }: JudgeParts): Promise<Judged> {
  const snapshots = new Map<string, SnapshotFrame>();
  for (const familyId of field.familyIds) snapshots.set(familyId, await settled(served.url, familyId));
  const watchers = await compareWatchers(field, snapshots);
  const standings = await askPlayers(field, served.url);
  await served.stop();

  const damage: string[] = [];
  const tool = async (...args: string[]): Promise<void> => {
    const { code, output } = await hydraLog(...args);
    if (code !== 0) damage.push(`hydra-log ${args.join(" ")}: ${output}`);
  };
  await tool("verify", "--from", `sqlite:${dataDir}`);
  await mkdir(wholeDir);
  await tool("import", "--from", `sqlite:${dataDir}`, "--to", `sqlite:${wholeDir}`);
  const history = readHistory(wholeDir);
  const verdict = compareWithHistory(field.ledger.commands, history.hits);
  const restarted = [
    ...(await compareStarted("restarted", dataDir, snapshots)),
    ...(await compareStarted("made anew of the whole log", wholeDir, snapshots)),
  ];
  const players = comparePlayers(field, history, standings);
  return {
    verdict,
    history,
    watchers,
    players,
    rankings: compareRankings(history, snapshots),
    restarted,
    damage,
  };
}

async function compareWatchers(
  field: Field,
  snapshots: ReadonlyMap<string, SnapshotFrame>,
): Promise<string[]> {
  const compared = field.watchers.map(async (watcher) => {
    const snapshot = snapshots.get(watcher.familyId);
    const difference = snapshot && (await watcher.compare(snapshot, CATCH_UP_MS));
    return [...watcher.faults, ...(difference === undefined ? [] : [difference])];
  });
  return (await Promise.all(compared)).flat();
}

interface Standing {
  readonly damage: number;
  readonly hits: number;
}

/** What the server answers that each player of the families without end has. */
async function askPlayers(field: Field, url: string): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>();
  for (const { familyId, playerId, token } of field.joined)
    if (field.endlessIds.includes(familyId))
      standings.set(playerId, await getMe({ baseUrl: url, token }, familyId));
  return standings;
}

/** By player: what was acknowledged, what the server answers, what a replay comes to. */
function comparePlayers(
  field: Field,
  { world, hits }: History,
  standings: ReadonlyMap<string, Standing>,
): string[] {
  const tallies = talliesOf(field.ledger.commands, hits);
  const differences: string[] = [];
  for (const { familyId, playerId, name } of field.joined) {
    const asked = standings.get(playerId);
    if (asked === undefined) continue;
    const battle = battleOf(world, familyId);
    const replayed = battle && playerOf(battle, playerId);
    const sums = [tallies.get(playerId), asked, replayed].map(
      (sum) => `${sum?.damage ?? 0} in ${sum?.hits ?? 0} hits`,
    );
    if (new Set(sums).size > 1) differences.push(`${name}: acknowledged, told, replayed: ${sums.join(", ")}`);
  }
  return differences;
}

function compareRankings({ world }: History, snapshots: ReadonlyMap<string, SnapshotFrame>): string[] {
  const differences: string[] = [];
  for (const [familyId, { entries, totalDamage, players }] of snapshots) {
    const battle = battleOf(world, familyId);
    const replayed = battle && {
      entries: top(battle, RANKING_SIZE),
      totalDamage: battle.totalDamage,
      players: battle.players,
    };
    if (JSON.stringify(replayed) !== JSON.stringify({ entries, totalDamage, players }))
      differences.push(`${familyId}: a replay of the log has another ranking`);
  }
  return differences;
}

/** A server that is started on the folder shows what the last one did. A log of another folder has another epoch. */
async function compareStarted(
  what: string,
  dataDir: string,
  snapshots: ReadonlyMap<string, SnapshotFrame>,
): Promise<string[]> {
  await using server = await Hydra.startOn(dataDir);
  const differences: string[] = [];
  for (const [familyId, before] of snapshots) {
    const { epoch, seq, ...after } = await snapshotOf(server.url, familyId);
    const view = { ...after, cursor: { epoch: before.epoch, seq } };
    // The version of a family is the seq that changed it last; a family's retirement is no change that is shown.
    const difference = differenceOf(view, before);
    if (difference !== undefined) differences.push(`${what}: ${familyId}: ${difference}, epoch ${epoch}`);
  }
  return differences;
}

/** When no monster's successor is still to come: that changes a family by itself. */
async function settled(url: string, familyId: string): Promise<SnapshotFrame> {
  for (;;) {
    const snapshot = await snapshotOf(url, familyId);
    if (snapshot.monster.status === "fighting") return snapshot;
    await wait(200);
  }
}

async function snapshotOf(url: string, familyId: string): Promise<SnapshotFrame> {
  const frame = decodeFrame(await (await fetch(url + routes.feed(familyId, "polling"))).text());
  if (frame?.type !== "snapshot") throw new Error(`no snapshot of ${familyId}`);
  return frame;
}
