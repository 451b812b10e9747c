// One player who attacks twenty times a second, in a process of its own: the attack keeps other processes busy. Forked by
// target.ts; plays until its parent sends any message, then answers with a report.
import { setTimeout as wait } from "node:timers/promises";
import { decodeAttackAnswer, type JoinAnswer } from "@hydra/protocol";
import { attack } from "../http-player.ts";

/** What the process is made with, as JSON in its first argument. */
export interface BystanderOrder {
  readonly url: string;
  readonly player: JoinAnswer;
  /** Of its first command. */
  readonly number: number;
  /** Attacks that there are at the least. */
  readonly least: number;
}

/** Its report, sent after the message to stop. */
export interface BystanderReport {
  /** Of each attack from when it was due to its answer, milliseconds. */
  readonly took: readonly number[];
  readonly acknowledged: number;
  /** Answers that were none. */
  readonly failures: readonly string[];
}

/** However long an answer takes, the next attack is due: or the slow ones would be the few. */
const INTERVAL_MS = 50;

const { url, player, number, least } = JSON.parse(process.argv[2] ?? "") as BystanderOrder;
const took: number[] = [];
const failures: string[] = [];
let acknowledged = 0;
let isOver = false;
process.once("message", () => (isOver = true));
// A test that failed does not wait for the report.
process.once("disconnect", () => process.exit());

async function attackOnce(command: number, dueAt: number): Promise<void> {
  try {
    const answer = await attack({ url }, player, { commandId: `by-${command}` });
    const text = await answer.text();
    took.push(performance.now() - dueAt);
    if (answer.status !== 200) failures.push(text);
    else if (!decodeAttackAnswer(text).duplicate) acknowledged += 1;
  } catch (error) {
    failures.push(String(error));
  }
}

const attacks: Promise<void>[] = [];
const startedAt = performance.now();
while (!isOver || attacks.length < least) {
  const dueAt = startedAt + attacks.length * INTERVAL_MS;
  await wait(Math.max(0, dueAt - performance.now()));
  attacks.push(attackOnce(number + attacks.length, dueAt));
}
await Promise.all(attacks);
process.send?.({ took, acknowledged, failures } satisfies BystanderReport, () => process.disconnect?.());
