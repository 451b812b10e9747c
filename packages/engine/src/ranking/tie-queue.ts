// Players of equal damage, in the order they came (SPEC EN20). A queue gives positions 0, 1, 2, … and never one
// twice; its players stand in chunks, which are found through nodes by the digits of the chunk's number. What has emptied
// is given back at once, so a queue holds no more than 15 empty places for each player in it.
import { cellOf, CHILD, DIGIT_BITS, DIGIT_MASK, placeIn, QUEUE_BITS, type Ranking } from "./counting-trie.ts";
import { release, take } from "./pool.ts";

// The words of a queue.
/** The topmost node, or the only chunk when the height is 0. */
export const TOP = 0;
/** Digits of a chunk's number. */
export const HEIGHT = 1;
/** The next position. */
const NEXT = 2;

/** Where a queue's words begin. A cell refers to its queue by the complement, which distinguishes it from a node. */
export function queueAt(child: number): number {
  return ~child << QUEUE_BITS;
}

/** Appends a player to the queue on `cell`, whose count has the newcomer already, and returns the place. */
export function enqueue(ranking: Ranking, cell: number, player: number): number {
  const queue = queueAt(ranking.nodes.words[cell + CHILD] || beginQueue(ranking, cell));
  const { words } = ranking.queues;
  const position = words[queue + NEXT] ?? 0;
  words[queue + NEXT] = position + 1;
  const chunkNumber = position >>> DIGIT_BITS;
  if (chunkNumber >>> (DIGIT_BITS * (words[queue + HEIGHT] ?? 0)) !== 0) raiseTop(ranking, cell, queue);
  const place = placeIn(chunkAt(ranking, queue, chunkNumber), position & DIGIT_MASK);
  ranking.chunks.words[place] = player + 1;
  return place;
}

/** Gives back the queue of a cell that counts no player any more; its nodes and chunks are given back already. */
export function endQueue(ranking: Ranking, child: number): void {
  const queue = queueAt(child);
  const { words } = ranking.queues;
  words[queue + TOP] = 0;
  words[queue + HEIGHT] = 0;
  words[queue + NEXT] = 0;
  release(ranking.queues, ~child);
}

function beginQueue(ranking: Ranking, cell: number): number {
  const queue = take(ranking.queues, cell);
  ranking.queues.words[queueAt(~queue) + TOP] = take(ranking.chunks, cell);
  ranking.nodes.words[cell + CHILD] = ~queue;
  return ~queue;
}

/** Puts a node above the topmost; its first cell takes all players but the newcomer. */
function raiseTop(ranking: Ranking, cell: number, queue: number): void {
  const { words } = ranking.queues;
  const below = words[queue + TOP] ?? 0;
  const height = words[queue + HEIGHT] ?? 0;
  const top = take(ranking.nodes, cell);
  const first = cellOf(top, 0);
  ranking.nodes.words[first] = (ranking.nodes.words[cell] ?? 0) - 1;
  ranking.nodes.words[first + CHILD] = below;
  const { parents } = height === 0 ? ranking.chunks : ranking.nodes;
  parents[below] = first;
  words[queue + TOP] = top;
  words[queue + HEIGHT] = height + 1;
}

/** The chunk of a number, made if need be; counts the newcomer on the way down. */
function chunkAt(ranking: Ranking, queue: number, chunkNumber: number): number {
  let block = ranking.queues.words[queue + TOP] ?? 0;
  const height = ranking.queues.words[queue + HEIGHT] ?? 0;
  for (let level = height - 1; level >= 0; level--) {
    const cell = cellOf(block, (chunkNumber >>> (DIGIT_BITS * level)) & DIGIT_MASK);
    const { words } = ranking.nodes;
    words[cell] = (words[cell] ?? 0) + 1;
    block = words[cell + CHILD] ?? 0;
    if (block === 0) {
      block = take(level > 0 ? ranking.nodes : ranking.chunks, cell);
      ranking.nodes.words[cell + CHILD] = block;
    }
  }
  return block;
}
