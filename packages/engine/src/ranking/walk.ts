// Reads a stretch of the ranking in order, going down only where a player is needed.
import { cellOf, CHILD, FAN_OUT, type Ranking } from "./counting-trie.ts";
import { HEIGHT, queueAt, TOP } from "./tie-queue.ts";

interface Walk {
  readonly ranking: Ranking;
  /** How many are still to be passed over, and how many taken. */
  skip: number;
  left: number;
  readonly players: number[];
}

/** Player numbers from rank `first` (1 or more) on, best first, at most `count`. O(log + count · log). */
export function playersFrom(ranking: Ranking, first: number, count: number): number[] {
  const walk: Walk = { ranking, skip: first - 1, left: count, players: [] };
  if (ranking.size > walk.skip) visitNode(walk, ranking.root, ranking.height);
  return walk.players;
}

/** `height` digits are still to come, this node's included; below the last one there are queues. */
function visitNode(walk: Walk, node: number, height: number): void {
  visitCells(walk, node, (child) => {
    if (height > 1) visitNode(walk, child, height - 1);
    else visitQueue(walk, child);
  });
}

function visitQueue(walk: Walk, child: number): void {
  const { words } = walk.ranking.queues;
  const queue = queueAt(child);
  visitQueueBlock(walk, words[queue + TOP] ?? 0, words[queue + HEIGHT] ?? 0);
}

function visitQueueBlock(walk: Walk, block: number, height: number): void {
  if (height === 0) visitChunk(walk, block);
  else visitCells(walk, block, (child) => visitQueueBlock(walk, child, height - 1));
}

function visitCells(walk: Walk, node: number, visit: (child: number) => void): void {
  const { words } = walk.ranking.nodes;
  for (let cell = cellOf(node, 0), end = cell + FAN_OUT; cell < end && walk.left > 0; cell++) {
    const count = words[cell] ?? 0;
    if (count <= walk.skip) walk.skip -= count;
    else visit(words[cell + CHILD] ?? 0);
  }
}

function visitChunk(walk: Walk, chunk: number): void {
  const { words, width } = walk.ranking.chunks;
  for (let place = chunk * width, end = (chunk + 1) * width; place < end && walk.left > 0; place++) {
    const player = (words[place] ?? 0) - 1;
    if (player < 0) continue;
    if (walk.skip > 0) {
      walk.skip -= 1;
      continue;
    }
    walk.players.push(player);
    walk.left -= 1;
  }
}
