// Players of equal damage, in the order they came (SPEC EN21). A queue hands out positions 0, 1, 2, … and never one
// twice; its players stand in chunks, found through nodes by the digits of the chunk's number. What has emptied is
// given back at once, so a queue holds no more than 15 empty places for each player in it.
import {
  cellOf,
  CHILD,
  CHUNK_PLAYERS,
  DIGIT_BITS,
  FAN_OUT,
  placeIn,
  takeNode,
  type Ranking,
} from "./counting-trie.ts";
import { release, take } from "./pool.ts";

// Words of a queue: the topmost node, or the only chunk when the height is 0; the digits of a chunk's number; the
// next position.
export const TOP = 0;
export const HEIGHT = 1;
const NEXT = 2;
const WORDS = 3;

/** Where a queue's words begin. A cell refers to its queue by the complement, to be told from a node. */
export function queueAt(ranking: Ranking, child: number): number {
  return ~child * ranking.queues.width;
}

/** Appends a player to the queue on `cell`, whose count has the newcomer already, and returns the place. */
export function enqueue(ranking: Ranking, cell: number, player: number): number {
  if (ranking.nodes.words[cell + CHILD] === 0) beginQueue(ranking, cell);
  const queue = queueAt(ranking, ranking.nodes.words[cell + CHILD] ?? 0);
  const { words } = ranking.queues;
  const position = words[queue + NEXT] ?? 0;
  words[queue + NEXT] = position + 1;
  const chunkNumber = Math.floor(position / CHUNK_PLAYERS);
  if (chunkNumber >>> (DIGIT_BITS * (words[queue + HEIGHT] ?? 0)) !== 0) raiseTop(ranking, cell, queue);
  const place = placeIn(chunkAt(ranking, queue, chunkNumber), position % CHUNK_PLAYERS);
  ranking.chunks.words[place] = player + 1;
  return place;
}

/** Gives back the queue on a cell that counts nobody any more; its nodes and chunks are given back already. */
export function endQueue(ranking: Ranking, child: number): void {
  const queue = queueAt(ranking, child);
  ranking.queues.words.fill(0, queue, queue + WORDS);
  release(ranking.queues, ~child);
}

function beginQueue(ranking: Ranking, cell: number): void {
  const queue = take(ranking.queues);
  const chunk = take(ranking.chunks);
  ranking.queues.words[queue * ranking.queues.width + TOP] = chunk;
  ranking.chunks.words[chunk * ranking.chunks.width] = cell;
  ranking.nodes.words[cell + CHILD] = ~queue;
}

/** Puts a node above the topmost, whose first cell takes everybody but the newcomer. */
function raiseTop(ranking: Ranking, cell: number, queue: number): void {
  const { words } = ranking.queues;
  const below = words[queue + TOP] ?? 0;
  const height = words[queue + HEIGHT] ?? 0;
  const top = takeNode(ranking, cell);
  const first = cellOf(top, 0);
  ranking.nodes.words[first] = (ranking.nodes.words[cell] ?? 0) - 1;
  ranking.nodes.words[first + CHILD] = below;
  if (height === 0) ranking.chunks.words[below * ranking.chunks.width] = first;
  else ranking.parents[below] = first;
  words[queue + TOP] = top;
  words[queue + HEIGHT] = height + 1;
}

/** The chunk of a number, made if need be; counts the newcomer on the way down. */
function chunkAt(ranking: Ranking, queue: number, chunkNumber: number): number {
  let block = ranking.queues.words[queue + TOP] ?? 0;
  const height = ranking.queues.words[queue + HEIGHT] ?? 0;
  for (let level = height - 1; level >= 0; level--) {
    const cell = cellOf(block, (chunkNumber >>> (DIGIT_BITS * level)) & (FAN_OUT - 1));
    const { words } = ranking.nodes;
    words[cell] = (words[cell] ?? 0) + 1;
    block = words[cell + CHILD] ?? 0;
    if (block === 0) block = hang(ranking, cell, level);
  }
  return block;
}

function hang(ranking: Ranking, cell: number, level: number): number {
  let block: number;
  if (level > 0) {
    block = takeNode(ranking, cell);
  } else {
    block = take(ranking.chunks);
    ranking.chunks.words[block * ranking.chunks.width] = cell;
  }
  ranking.nodes.words[cell + CHILD] = block;
  return block;
}
