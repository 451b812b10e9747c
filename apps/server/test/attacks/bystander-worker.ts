// One player who attacks again and again, in a thread of its own: the attack keeps the test's own thread busy.
import { parentPort, workerData } from "node:worker_threads";
import { decodeAttackAnswer, type JoinAnswer } from "@hydra/protocol";
import { attack } from "../http-player.ts";

/** What the thread is made with. */
export interface BystanderData {
  readonly url: string;
  readonly player: JoinAnswer;
  /** Of its first command. */
  readonly number: number;
  /** Attacks that there are at the least. */
  readonly least: number;
}

/** Its report, posted after the message to stop. */
export interface BystanderReport {
  /** Of each attack, milliseconds. */
  readonly took: readonly number[];
  readonly acknowledged: number;
  /** Answers that were none. */
  readonly failures: readonly string[];
}

const PAUSE_MS = 10;

const { url, player, number, least } = workerData as BystanderData;
const took: number[] = [];
const failures: string[] = [];
let acknowledged = 0;
let isOver = false;
parentPort?.once("message", () => (isOver = true));

for (let command = number; !isOver || took.length < least; command += 1) {
  const sentAt = performance.now();
  const answer = await attack({ url }, player, { commandId: `by-${command}` });
  const text = await answer.text();
  took.push(performance.now() - sentAt);
  if (answer.status !== 200) failures.push(text);
  else if (!decodeAttackAnswer(text).duplicate) acknowledged += 1;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
parentPort?.postMessage({ took, acknowledged, failures } satisfies BystanderReport);
