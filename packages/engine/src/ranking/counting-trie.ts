// The blocks a ranking is built of, and the way up through them. No order is decided here: ranking.ts does that for
// different damage, tie-queue.ts for equal damage.
//
// A node has 16 cells. A cell is addressed by the index of its count in `nodes.words`; the count says how many players
// stand below it, the word CHILD further on names the node, queue or chunk that holds them, 0 for none. A chunk holds
// up to 15 players as number + 1, and in front of them the cell it hangs on.
import { createPool, take, type Pool } from "./pool.ts";

export interface Ranking {
  readonly nodes: Pool;
  readonly chunks: Pool;
  readonly queues: Pool;
  /** Per node the cell it hangs on, 0 for the root. */
  parents: Int32Array;
  root: number;
  /** Hexadecimal digits of damage told apart; `reach`, 16 to that power, is the first damage that needs one more. */
  height: number;
  reach: number;
  size: number;
}

export const DIGIT_BITS = 4;
export const FAN_OUT = 1 << DIGIT_BITS;
/** From a cell's count to its child. */
export const CHILD = 1 << DIGIT_BITS;
const NODE_WIDTH = FAN_OUT + CHILD;
const NODE_BITS = DIGIT_BITS + 1;
const CHUNK_WIDTH = FAN_OUT;
export const CHUNK_PLAYERS = CHUNK_WIDTH - 1;
const QUEUE_WIDTH = 4;

export function createRanking(): Ranking {
  const nodes = createPool(NODE_WIDTH);
  return {
    nodes,
    chunks: createPool(CHUNK_WIDTH),
    queues: createPool(QUEUE_WIDTH),
    parents: new Int32Array(nodes.words.length / NODE_WIDTH),
    root: take(nodes),
    height: 1,
    reach: FAN_OUT,
    size: 0,
  };
}

/** A node of zeros that hangs on `cell`. */
export function takeNode(ranking: Ranking, cell: number): number {
  const node = take(ranking.nodes);
  if (node >= ranking.parents.length) {
    const larger = new Int32Array(ranking.nodes.words.length / NODE_WIDTH);
    larger.set(ranking.parents);
    ranking.parents = larger;
  }
  ranking.parents[node] = cell;
  return node;
}

export function cellOf(node: number, digit: number): number {
  return (node << NODE_BITS) + digit;
}

export function nodeOf(cell: number): number {
  return cell >>> NODE_BITS;
}

export function firstCellOf(cell: number): number {
  return cell & -NODE_WIDTH;
}

export function chunkOf(place: number): number {
  return place >>> DIGIT_BITS;
}

export function placeIn(chunk: number, slot: number): number {
  return (chunk << DIGIT_BITS) + 1 + slot;
}
