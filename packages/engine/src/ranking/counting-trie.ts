// The blocks a ranking is built of, and the way up through them. No order is decided here: ranking.ts does that for
// different damage, tie-queue.ts for equal damage.
//
// A node has 16 cells. A cell is addressed by the index of its count in `nodes.words`; the count says how many players
// stand below it, the word CHILD further on names the node, queue or chunk that holds them, 0 for none. A chunk holds
// up to 16 players as number + 1. What hangs on a cell has that cell as its parent; the root's parent is 0.
import { createPool, take, type Pool } from "./pool.ts";

export interface Ranking {
  readonly nodes: Pool;
  readonly chunks: Pool;
  readonly queues: Pool;
  root: number;
  /** Hexadecimal digits of damage that are distinguished; `reach`, 16 to that power, is the first damage that needs one more. */
  height: number;
  reach: number;
  size: number;
  /** The rank of the player inserted last, as of then. */
  newestRank: number;
}

export const DIGIT_BITS = 4;
export const FAN_OUT = 1 << DIGIT_BITS;
export const DIGIT_MASK = FAN_OUT - 1;
const NODE_WIDTH = 2 * FAN_OUT;
/** From a cell's count to its child. */
export const CHILD = NODE_WIDTH - FAN_OUT;
const NODE_BITS = DIGIT_BITS + 1;
/** Three words are used; four make a power of 2. */
export const QUEUE_BITS = 2;

export function createRanking(): Ranking {
  const nodes = createPool(NODE_WIDTH);
  return {
    nodes,
    chunks: createPool(FAN_OUT),
    queues: createPool(1 << QUEUE_BITS),
    root: take(nodes, 0),
    height: 1,
    reach: FAN_OUT,
    size: 0,
    newestRank: 0,
  };
}

/** The digit is a place within the node here: what stands before what. */
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

/** A place is the index of a chunk's word. */
export function placeIn(chunk: number, slot: number): number {
  return (chunk << DIGIT_BITS) + slot;
}
