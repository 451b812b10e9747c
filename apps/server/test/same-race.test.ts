// Two runs of a lab with one seed: the very same hits, on whatever server and log, whatever else is going on there.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply, createWorld, type BattleEvent, type Outcome } from "@hydra/engine";
import { formatDigest, hashText } from "@hydra/feed";
import { decodeFrame, decodeTrafficAnswer, type TrafficRequest } from "@hydra/protocol";
import { describe, expect, it, vi } from "vitest";
import { openClusterLog, openFolderLog, startNode, startServer } from "../src/index.ts";
import type { ServedLog } from "../src/log/backend.ts";
import { NatsServer } from "../src/nats/nats-servers.ts";
import { createFamily, type Listening } from "./http-player.ts";

const RUN = { labId: "one", hitsPerSecond: 500, bots: 20, seed: 7, run: { runId: "a", runMs: 1_500 } };

async function put({ url }: Listening, familyId: string, body: TrafficRequest) {
  const answer = await fetch(`${url}/api/lab/traffic/${familyId}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return decodeTrafficAnswer(await answer.text());
}

/** To its end. */
async function race(server: Listening, familyId: string, body = RUN) {
  await put(server, familyId, body);
  return vi.waitFor(async () => {
    const answer = await put(server, familyId, body);
    expect(answer.run?.isOver).toBe(true);
    return answer;
  });
}

const RULES = { cooldownScale: 0, maxHp: 1e12 };

/** In a family of its own; in another one when something held it up, as a machine may stand still for a second. */
async function wholeRace(server: Listening, body = RUN) {
  for (let attempt = 0; ; attempt += 1) {
    const familyId = await createFamily(server, RULES);
    const { run, hits } = await race(server, familyId, body);
    if (run?.isWhole === true || attempt === 5) return { familyId, run, hits };
  }
}

/** One after the other in one family. */
async function twoWholeRaces(server: Listening) {
  for (let attempt = 0; ; attempt += 1) {
    const familyId = await createFamily(server, RULES);
    const first = await race(server, familyId);
    const second = await race(server, familyId, { ...RUN, run: { ...RUN.run, runId: "b" } });
    const areWhole = first.run?.isWhole === true && second.run?.isWhole === true;
    if (areWhole || attempt === 5) return [familyId, first, second] as const;
  }
}

/** What each has done, by name: ids of bots are the same in every family. */
async function rows({ url }: Listening, familyId: string) {
  const frame = decodeFrame(await (await fetch(`${url}/api/families/${familyId}/ranking`)).text());
  if (frame?.type !== "snapshot") throw new Error("no snapshot");
  return frame.entries.map(({ name, damage, hits }) => ({ name, damage, hits }));
}

/** Everything that is in the log, and what it comes to. */
async function replayed({ log }: Pick<ServedLog, "log">) {
  const world = createWorld();
  const entries: { readonly event: BattleEvent; readonly outcome: Outcome }[] = [];
  const subscription = log.subscribe(0, (page) => {
    for (const entry of page) entries.push({ event: entry.event, outcome: apply(world, entry) });
  });
  await subscription.caughtUp;
  subscription.close();
  await log.close();
  return entries;
}

type Replayed = Awaited<ReturnType<typeof replayed>>;

/** A family's hits in the log's order, a line each as a run's fingerprint has them. */
function hitsOf(entries: Replayed, familyId: string): string[] {
  return entries.flatMap(({ event, outcome }) => {
    if (event.familyId !== familyId || event.type !== "attack" || outcome.type !== "hit") return [];
    return [`${event.playerId} ${event.skill} ${outcome.damage}${outcome.critical ? "!" : ""}`];
  });
}

function fingerprintOf(hits: readonly string[]): string {
  return hits.reduce((sum, hit) => formatDigest(hashText(`${sum} ${hit}`)), formatDigest(hashText("")));
}

describe("[PR130] one seed", () => {
  it("[PR131] is the same hits by the same players in the same order, twice at once beside other traffic, and on another server", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-race-"));
    const races = [];
    {
      await using server = await startServer({ dataDir });
      const other = await createFamily(server, RULES);
      await put(server, other, { labId: "other", hitsPerSecond: 300, bots: 10, seed: 99 });
      races.push(...(await Promise.all([wholeRace(server), wholeRace(server, { ...RUN, labId: "two" })])));
      const shown = await Promise.all(races.map(({ familyId }) => rows(server, familyId)));
      expect(shown[0]).toEqual(shown[1]);
    }
    await using elsewhere = await startServer();
    // What came before in the family makes no difference.
    const again = await createFamily(elsewhere, RULES);
    await put(elsewhere, again, { labId: "one", hitsPerSecond: 100, bots: 3, seed: 1 });
    const later = await race(elsewhere, again);
    races.push(later.run?.isWhole === true ? later : await wholeRace(elsewhere));

    const [first] = races;
    expect(first?.run).toMatchObject({ isWhole: true, runMs: 1_500 });
    expect(first?.hits).toBe(first?.run?.attacks);
    expect(first?.hits).toBeGreaterThan(600);
    for (const { run, hits } of races) expect({ ...run, hits }).toEqual({ ...first?.run, hits: first?.hits });

    const entries = await replayed(await openFolderLog(dataDir));
    const [one, two] = races
      .slice(0, 2)
      .map((raced) => hitsOf(entries, "familyId" in raced ? raced.familyId : ""));
    expect(one).toEqual(two);
    expect(one).toHaveLength(first?.hits ?? 0);
    expect(fingerprintOf(one ?? [])).toBe(first?.run?.fingerprint);
    await rm(dataDir, { recursive: true });
  });

  it("[PR131] is the same on a replicated log", async () => {
    await using server = await startServer();
    await using nats = await NatsServer.start();
    await using node = await startNode([nats.address]);
    const [embedded, replicated] = await Promise.all([wholeRace(server), wholeRace(node)]);
    expect(replicated.run).toEqual(embedded.run);
    expect(await rows(node, replicated.familyId)).toEqual(await rows(server, embedded.familyId));
    const hits = hitsOf(await replayed(await openClusterLog([nats.address])), replicated.familyId);
    expect(fingerprintOf(hits)).toBe(embedded.run?.fingerprint);
  });

  it("[PR131] another seed is another race", async () => {
    await using server = await startServer();
    const [one, two] = await Promise.all(
      [0, 1].map((seed) => wholeRace(server, { ...RUN, labId: `lab${seed}`, seed })),
    );
    expect(one?.run?.fingerprint).not.toBe(two?.run?.fingerprint);
  });
});

describe("[PR131] a run", () => {
  it("begins the sequence anew with another runId, and goes on with the same", async () => {
    await using server = await startServer();
    const [familyId, first, second] = await twoWholeRaces(server);
    expect(second.run).toEqual({ ...first.run, runId: "b" });
    expect(second.hits).toBe(first.hits);
    expect((await put(server, familyId, { ...RUN, run: { ...RUN.run, runId: "b" } })).run).toEqual(
      second.run,
    );
  });

  it("that did not have the rate it asked for is not whole", async () => {
    await using server = await startServer();
    const [mine, other] = [await createFamily(server), await createFamily(server)];
    await put(server, other, { labId: "other", hitsPerSecond: 5_000, bots: 10, seed: 1 });
    const answer = await race(server, mine, { ...RUN, hitsPerSecond: 4_000 });
    expect(answer.grantedHitsPerSecond).toBeLessThan(4_000);
    expect(answer.run?.isWhole).toBe(false);
  });

  it("that was whole stays so when another lab takes a part of the rate after its end", async () => {
    await using server = await startServer();
    const body = { ...RUN, hitsPerSecond: 3_000, run: { ...RUN.run, runMs: 300 } };
    const { familyId, run } = await wholeRace(server, body);
    const [elsewhere, other] = [
      await createFamily(server, RULES),
      { labId: "other", hitsPerSecond: 5_000, bots: 10, seed: 1 },
    ];
    // It has begun, so that the end of the first was looked at with the rate that is left of it.
    await vi.waitFor(async () => expect((await put(server, elsewhere, other)).hits).toBeGreaterThan(100));
    const answer = await put(server, familyId, body);
    expect(answer.grantedHitsPerSecond).toBeLessThan(3_000);
    expect(answer.run).toEqual(run);
  });

  it("that a slow log held up is not whole when arrivals were left out", async () => {
    await using server = await startServer();
    const familyId = await createFamily(server, RULES);
    await put(server, familyId, RUN);
    // The process stands still for longer than arrivals are made up for.
    const until = performance.now() + 1_200;
    while (performance.now() < until);
    const answer = await race(server, familyId);
    expect(answer.late).toBeGreaterThan(0);
    expect(answer.run?.isWhole).toBe(false);
  });
});
