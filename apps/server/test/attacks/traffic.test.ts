// Labs by the dozen, each of which asks for as much traffic as a lab may have. SPEC PR81, PR86.
import { setTimeout as wait } from "node:timers/promises";
import { decodeTrafficAnswer, MAX_HITS_PER_SECOND } from "@hydra/protocol";
import { expect, it } from "vitest";
import { createFamily } from "../http-player.ts";
import { ATTACK_MS, ATTACK_TIMEOUT_MS, Target, type Bounds } from "./target.ts";

const LABS = 60;
/** Requests for traffic, each of which keeps a connection. */
const AT_ONCE = 4;
/** Of one network. */
const MOST_LABS = 16;
/** A pause of the process is made up for, up to a second. */
const BACKLOG_SECONDS = 1;
const MAX_GROWTH_MIB = 256;

interface Asked {
  readonly status: number;
  readonly text: string;
}

async function askForTraffic(url: string, familyId: string): Promise<Asked> {
  const body = JSON.stringify({ labId: "attack", hitsPerSecond: MAX_HITS_PER_SECOND, bots: 500, seed: 1 });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/lab/traffic/${familyId}`, { method: "PUT", headers, body });
  return { status: answer.status, text: await answer.text() };
}

it("[PR81] 60 labs at 5,000 hits a second each", { timeout: ATTACK_TIMEOUT_MS }, async () => {
  await using target = await Target.open();
  const familyIds: string[] = [];
  for (let n = 0; n < LABS; n += 1) familyIds.push(await createFamily(target));
  // Some at once: a lab is to be asked for again before its ten seconds are over.
  const askAll = async (): Promise<Asked[]> => {
    const answers: Asked[] = [];
    for (let from = 0; from < LABS; from += AT_ONCE) {
      const some = familyIds.slice(from, from + AT_ONCE);
      answers.push(...(await Promise.all(some.map((familyId) => askForTraffic(target.url, familyId)))));
    }
    return answers;
  };

  let [hits, seconds] = [0, 0];
  const bounds: Bounds = { growthMib: MAX_GROWTH_MIB, handles: LABS + AT_ONCE, entries: () => hits };
  await target.underAttack(`${LABS} labs`, bounds, async () => {
    const startedAt = performance.now();
    const first = await askAll();
    expect(first.filter(({ status }) => status === 200)).toHaveLength(MOST_LABS);
    expect(first.filter(({ status }) => status === 409)).toHaveLength(LABS - MOST_LABS);
    // Time itself is the condition: an attack lasts.
    await wait(ATTACK_MS);
    const granted = (await askAll())
      .filter(({ status }) => status === 200)
      .map(({ text }) => decodeTrafficAnswer(text));
    hits = granted.reduce((sum, answer) => sum + answer.hits, 0);
    const rate = granted.reduce((sum, answer) => sum + answer.grantedHitsPerSecond, 0);
    expect(Math.round(rate)).toBe(MAX_HITS_PER_SECOND);
    seconds = (performance.now() - startedAt) / 1_000;
  });
  process.stdout.write(`${hits} hits, ${Math.round(hits / seconds)} a second\n`);
  expect(hits).toBeGreaterThan(0);
  // Arrivals are random: five standard deviations and more.
  expect(hits).toBeLessThan(1.1 * MAX_HITS_PER_SECOND * (seconds + BACKLOG_SECONDS));
});
