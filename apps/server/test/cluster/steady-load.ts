// Players who attack without a pause, on whichever node answers, and never give an attack up: the same commandId until
// it is acknowledged. Keeps every acknowledgement, and when it came.
import { setTimeout as wait } from "node:timers/promises";
import { decodeAttackAnswer, type AttackAnswer, type JoinAnswer } from "@hydra/protocol";
import { attack } from "../http-player.ts";

export interface Acknowledged {
  readonly player: JoinAnswer;
  readonly answer: AttackAnswer;
  /** By performance.now(): sent for the first time, acknowledged. */
  readonly sentAt: number;
  readonly at: number;
}

export interface SteadyLoad {
  readonly acknowledged: readonly Acknowledged[];
  /** Attempts that led to nothing: refused, broken, without an answer in time. */
  readonly failures: { unavailable: number; broken: number };
  /** Resolves when every attack under way has been acknowledged. */
  stop(): Promise<void>;
  /** Resolves when an attack that was sent after now was acknowledged; how long it took, ms. */
  recovered(): Promise<number>;
}

/** No answer within this time is no answer: a paused process keeps its sockets. */
const ATTEMPT_TIMEOUT_MS = 3_000;

export function startLoad(
  players: readonly JoinAnswer[],
  urls: readonly string[],
  pauseMs: number,
): SteadyLoad {
  const acknowledged: Acknowledged[] = [];
  const failures = { unavailable: 0, broken: 0 };
  let isStopped = false;
  let onAcknowledged: () => void = () => undefined;

  const attackOnce = async (player: JoinAnswer, commandId: string, first: number): Promise<AttackAnswer> => {
    for (let attempt = first; ; attempt += 1) {
      const url = urls[attempt % urls.length] ?? "";
      try {
        const answer = await withTimeout(attack({ url }, player, { commandId }));
        const text = await answer.text();
        if (answer.status === 200) return decodeAttackAnswer(text);
        if (answer.status !== 503) throw new RangeError(`${answer.status} ${text}`);
        failures.unavailable += 1;
      } catch (error) {
        if (error instanceof RangeError) throw error;
        failures.broken += 1;
      }
      await wait(50);
    }
  };

  const play = async (player: JoinAnswer, number: number): Promise<void> => {
    await wait((pauseMs * number) / players.length);
    for (let turn = 0; !isStopped; turn += 1) {
      const sentAt = performance.now();
      const answer = await attackOnce(player, `${number}-${turn}`, number + turn);
      acknowledged.push({ player, answer, sentAt, at: performance.now() });
      onAcknowledged();
      await wait(pauseMs);
    }
  };

  const playing = players.map(play);
  return {
    acknowledged,
    failures,
    async stop() {
      isStopped = true;
      await Promise.all(playing);
    },
    recovered() {
      const since = performance.now();
      return new Promise((resolve) => {
        onAcknowledged = () => {
          const newest = acknowledged.at(-1);
          if (newest !== undefined && newest.sentAt >= since) resolve(newest.at - since);
        };
      });
    },
  };
}

async function withTimeout(answer: Promise<Response>): Promise<Response> {
  const timer = new AbortController();
  const late = wait(ATTEMPT_TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error("no answer");
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
    answer.catch(() => undefined);
  }
}
