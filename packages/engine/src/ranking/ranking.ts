// The damage ranking of one round (SPEC EN20–EN25): damage descending, then who got there first. It holds players by
// number only and receives damage as it is reached: of equals, the one inserted last is last.
//
// It is a counting trie: damage is read as hexadecimal digits, highest first, and every digit's cell counts the players
// below it, so that a rank is the sum of the counts standing before it on the way. Players of equal damage form a queue
// (tie-queue.ts). A player's place never moves, however others come and go: nothing is rebalanced, nothing is searched
// for, and the nodes that a million players share are few enough to stay in a processor's cache.
// Cost: a step for each digit of the highest damage (at most 14) and of the longest queue (at most 6).
import {
  cellOf,
  CHILD,
  chunkOf,
  DIGIT_BITS,
  FAN_OUT,
  firstCellOf,
  nodeOf,
  type Ranking,
} from "./counting-trie.ts";
import { release, take } from "./pool.ts";
import { endQueue, enqueue } from "./tie-queue.ts";

export { createRanking, type Ranking } from "./counting-trie.ts";

/** Levels whose digit lies in the low 32 bits, where a shift is exact. */
const SHIFTED_LEVELS = 32 / DIGIT_BITS;

/**
 * Adds a player behind all who have as much damage or more. Returns the place, by which the player is found again;
 * the rank is in `newestRank`. `damage` is a safe integer, 0 or more. O(log).
 */
export function insertRanked(ranking: Ranking, player: number, damage: number): number {
  while (damage >= ranking.reach) raiseRoot(ranking);
  ranking.size += 1;
  let node = ranking.root;
  let rank = 1;
  for (let level = ranking.height - 1; ; level--) {
    const cell = cellOf(node, cellDigit(damage, level));
    const { words } = ranking.nodes;
    for (let before = firstCellOf(cell); before < cell; before++) rank += words[before] ?? 0;
    const count = words[cell] ?? 0;
    words[cell] = count + 1;
    if (level === 0) {
      ranking.newestRank = rank + count;
      return enqueue(ranking, cell, player);
    }
    node = words[cell + CHILD] ?? 0;
    if (node === 0) {
      node = take(ranking.nodes, cell);
      ranking.nodes.words[cell + CHILD] = node;
    }
  }
}

/** Takes out the player at the place. O(log). */
export function removeRanked(ranking: Ranking, place: number): void {
  const { chunks, nodes } = ranking;
  const chunk = chunkOf(place);
  chunks.words[place] = 0;
  ranking.size -= 1;
  let cell = chunks.parents[chunk] ?? 0;
  if (uncount(ranking, cell)) release(chunks, chunk);
  for (let node = nodeOf(cell); node !== ranking.root; node = nodeOf(cell)) {
    cell = nodes.parents[node] ?? 0;
    if (uncount(ranking, cell)) release(nodes, node);
  }
}

/** The rank of the player at the place, 1 is best. O(log). */
export function rankAt(ranking: Ranking, place: number): number {
  const { chunks, nodes } = ranking;
  let rank = 1;
  for (let other = place & -FAN_OUT; other < place; other++) if (chunks.words[other] !== 0) rank += 1;
  for (let cell = chunks.parents[chunkOf(place)] ?? 0; cell !== 0; cell = nodes.parents[nodeOf(cell)] ?? 0) {
    for (let before = firstCellOf(cell); before < cell; before++) rank += nodes.words[before] ?? 0;
  }
  return rank;
}

/** Which cell of its node a damage belongs to: the higher digit stands first. */
function cellDigit(damage: number, level: number): number {
  const shifted =
    level < SHIFTED_LEVELS
      ? damage >>> (DIGIT_BITS * level)
      : Math.floor(damage / FAN_OUT ** level) % FAN_OUT;
  return FAN_OUT - 1 - (shifted & (FAN_OUT - 1));
}

/** Makes room for one more digit: all players so far have a 0 there. */
function raiseRoot(ranking: Ranking): void {
  if (ranking.size > 0) {
    const root = take(ranking.nodes, 0);
    const cell = cellOf(root, cellDigit(0, 0));
    ranking.nodes.words[cell] = ranking.size;
    ranking.nodes.words[cell + CHILD] = ranking.root;
    ranking.nodes.parents[ranking.root] = cell;
    ranking.root = root;
  }
  ranking.height += 1;
  ranking.reach *= FAN_OUT;
}

/** Counts one player less at a cell; true when none is left, and what hung there has to be given back. */
function uncount(ranking: Ranking, cell: number): boolean {
  const { words } = ranking.nodes;
  const left = (words[cell] ?? 0) - 1;
  words[cell] = left;
  if (left > 0) return false;
  const child = words[cell + CHILD] ?? 0;
  if (child < 0) endQueue(ranking, child);
  words[cell + CHILD] = 0;
  return true;
}
