// Carries out orders: opens the connections of a group, paces its attackers, keeps its tally.
import { openAttacker, type Attacker } from "./attacker.ts";
import { openConnection } from "./connection.ts";
import type { AttackOrder, RequestOrder, WatchOrder } from "./orders.ts";
import { createPace } from "./pace.ts";
import { getRequest } from "./requests.ts";
import { createStreamReader, endOfAnswer, statusOf } from "./stream-reader.ts";
import { now, Tally } from "./tally.ts";
import { openWatcher, type Connection } from "./watcher.ts";

export interface Group {
  readonly tally: Tally;
  readonly connections: Connection[];
  /** Stops what a timer does. */
  stop(): void;
}

/** How often an open loop looks what is due: a hundredth of the tightest limit on what is timed. */
const TICK_MS = 1;
const AT_ONCE = 200;

/** Resolves when every watcher has got a frame; the tally then holds how long each waited for it. */
export async function watch(order: WatchOrder): Promise<Group> {
  const tally = new Tally();
  const { clockAheadMs = 0 } = order;
  const connections: Connection[] = [];
  const openOne = (): Promise<void> =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      let isOpen = false;
      const watcher = openWatcher(order.lane, order, {
        onFrame(publishedAt, bytes) {
          if (isOpen) return tally.add(now() + clockAheadMs - publishedAt, bytes);
          isOpen = true;
          tally.add(performance.now() - startedAt, bytes);
          resolve();
        },
        onError: () => (tally.errors += 1),
        onClose() {
          tally.ended += 1;
          resolve();
        },
      });
      connections.push(watcher);
    });
  await inParallel(order.count, order.atOnce ?? order.count, openOne);
  return { tally, connections, stop: () => undefined };
}

/** Resolves when every connection can attack; the attacks begin then. */
export async function attack(order: AttackOrder): Promise<Group> {
  const tally = new Tally();
  const attackers: Attacker[] = [];
  const isClosedLoop = "underWay" in order.pace;
  const openOne = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const attacker = openAttacker(order, index, {
        onReady: resolve,
        onAnswer: (dueAt, bytes) => tally.add(performance.now() - dueAt, bytes),
        ...(isClosedLoop ? { onAnswered: (answers) => sendNow(attacker, answers) } : {}),
        onError: () => (tally.errors += 1),
        onClose() {
          tally.ended += 1;
          resolve();
        },
      });
      attackers.push(attacker);
    });
  await inParallel(order.connections, AT_ONCE, openOne);
  const group = { tally, connections: attackers, stop: () => undefined };
  if ("perSecond" in order.pace) return { ...group, stop: paceAttackers(attackers, order.pace.perSecond) };
  for (const attacker of attackers) sendNow(attacker, order.pace.underWay);
  return group;
}

function sendNow(attacker: Attacker, count: number): void {
  const time = performance.now();
  attacker.send(Array.from({ length: count }, () => time));
}

/** Each time due goes to the next attacker, those of one tick that fall to the same one in one write. */
function paceAttackers(attackers: readonly Attacker[], perSecond: number): () => void {
  const pace = createPace(perSecond, performance.now());
  let turn = 0;
  const timer = setInterval(() => {
    const due = pace.due(performance.now());
    const share = Math.ceil(due.length / attackers.length);
    for (let from = 0; from < due.length; from += share) {
      attackers[turn % attackers.length]?.send(due.slice(from, from + share));
      turn += 1;
    }
  }, TICK_MS);
  return () => clearInterval(timer);
}

export async function request(order: RequestOrder): Promise<Group> {
  const tally = new Tally();
  const text = getRequest(order, order.headers);
  const connections: Connection[] = [];
  const openOne = (): Promise<void> =>
    new Promise((resolve) => {
      let sentAt = 0;
      const send = (): void => {
        sentAt = performance.now();
        socket.write(text, "latin1");
      };
      const read = createStreamReader(endOfAnswer, (bytes, from, end) => {
        const status = statusOf(bytes, from);
        if (status !== 200 && status !== 304) tally.errors += 1;
        tally.add(performance.now() - sentAt, end - from);
        resolve();
        send();
      });
      const socket = openConnection(order.port, {
        onOpen: send,
        onBytes: read,
        onClose() {
          tally.ended += 1;
          resolve();
        },
      });
      connections.push({ pause: () => socket.pause(), close: () => socket.resetAndDestroy() });
    });
  await inParallel(order.connections, AT_ONCE, openOne);
  return { tally, connections, stop: () => undefined };
}

/** Runs `count` tasks, at most `atOnce` of them under way. */
async function inParallel(
  count: number,
  atOnce: number,
  run: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await run(next - 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, work));
}
