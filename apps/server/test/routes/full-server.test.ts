// A server that is full of families, each of which was hit once, as two clients at their budget fill one in three weeks: any other client may
// found one, and what makes room comes back as it was. A real server on a log that others have filled.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import type { BattleEvent, Entry } from "@hydra/engine";
import { decodeAttackAnswer, decodeFamiliesAnswer, decodeFrame, routes } from "@hydra/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attack, createFamily, join, type Listening } from "../http-player.ts";
import { putEntries } from "../log/sqlite/aged-log.ts";
import { ServerProcess } from "../server-process.ts";

const MAX_FAMILIES = 300;
const FOUNDED = 40;
const DAY_MS = 86_400_000;
const rules = { cooldownScale: 0, maxHp: 20_000 };

/** Families f0, f1, …, the first three weeks old and the last an hour. */
function filledBy(families: number, now = Date.now()): Entry[] {
  const events = Array.from({ length: families }, (_, n): BattleEvent[] => {
    const player = { familyId: `f${n}`, playerId: "p" };
    return [
      { type: "family-created", familyId: `f${n}`, name: `Family ${n}`, seed: n, rules },
      { type: "player-joined", ...player, name: "P" },
      { type: "attack", ...player, commandId: "c", skill: "slash" },
    ];
  }).flat();
  const stepMs = (21 * DAY_MS) / events.length;
  const at = (n: number): number => Math.floor(now - 3_600_000 - (events.length - n) * stepMs);
  return events.map((event, n) => ({ seq: n + 1, at: at(n), event }));
}

let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(pathOf(tmpdir(), "hydra-full-"));
  await putEntries(dataDir, filledBy(MAX_FAMILIES));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const start = () => ServerProcess.listening({ DATA_DIR: dataDir, LAB: "1", MAX_FAMILIES: `${MAX_FAMILIES}` });
const get = async ({ url }: Listening, path: string): Promise<string> => (await fetch(url + path)).text();

async function shown(server: Listening, familyId: string): Promise<object> {
  const frame = decodeFrame(await get(server, routes.feed(familyId, "polling")));
  return { ...frame, publishedAt: 0, summary: await get(server, routes.family(familyId)) };
}

async function listed(server: Listening): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ""; ;) {
    const page = decodeFamiliesAnswer(await get(server, `${routes.families}?after=${after}`));
    ids.push(...page.families.map(({ familyId }) => familyId));
    if (page.next === undefined) return ids;
    after = page.next;
  }
}

it("[PR36][PR42] makes room for founders, and shows the retired family as before", async () => {
  const founded: string[] = [];
  let was: object;
  {
    await using server = await start();
    expect(await listed(server)).toHaveLength(MAX_FAMILIES);
    was = await shown(server, "f0");
    expect(was).toMatchObject({ type: "snapshot", entries: [{ playerId: "p", hits: 1 }] });
    const ids = await Promise.all(Array.from({ length: FOUNDED }, () => createFamily(server)));
    founded.push(...ids);
    expect(new Set(await listed(server))).toEqual(
      new Set([...founded, ...Array.from({ length: MAX_FAMILIES - FOUNDED }, (_, n) => `f${n + FOUNDED}`)]),
    );
    expect(await shown(server, "f0")).toEqual(was);
  }
  await using again = await start();
  expect(await listed(again)).toHaveLength(MAX_FAMILIES);
  expect(await shown(again, "f0")).toEqual(was);
  const player = await join(again, "f0");
  const hit = decodeAttackAnswer(await (await attack(again, player, { commandId: "again" })).text());
  expect(hit).toMatchObject({ duplicate: false });
  expect((await listed(again))[0]).toBe("f0");
  expect(await shown(again, "f0")).toMatchObject({ entries: [{}, {}] });
});
