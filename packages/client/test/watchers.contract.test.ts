// What the product promises of its transports together: watchers of one battle agree to the last hit, also
// while they are switched at random. The seed stands in the test's title and can be given again.
import { TRANSPORTS } from "@hydra/protocol";
import { startServer } from "@hydra/server";
import { describe, expect, it } from "vitest";
import { createFamilyOn, readSnapshot } from "./battle-on-server.ts";
import { contentOf, faultsOf, watch, type Watcher } from "./watcher.ts";

const PLAYERS = 20;
/** Every player hits once a turn: 2,000 attacks. */
const TURNS = 100;
const TIME_LIMIT_MS = 180_000;
const SEED = Number(process.env["TRANSPORT_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Mulberry32: a small generator, so that a seed fixes the whole walk. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Plays the battle, `beside` going on during each turn; the watchers are looked over at the end. */
async function play(beside: (watchers: readonly Watcher[]) => Promise<void>): Promise<readonly Watcher[]> {
  await using server = await startServer();
  const { familyId, hitAll } = await createFamilyOn(server.url, PLAYERS);
  const watchers = TRANSPORTS.map((transport) => watch({ baseUrl: server.url, familyId, transport }));
  await Promise.all(watchers.map((watcher) => watcher.until(() => watcher.connection.state.type === "live")));
  let dealt = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [damage] = await Promise.all([hitAll(), beside(watchers)]);
    dealt += damage;
  }
  const last = await readSnapshot(server.url, familyId);
  await Promise.all(watchers.map((watcher) => watcher.reached(last)));
  expect(last.totalDamage).toBe(dealt);
  expect(last.entries.reduce((hits, entry) => hits + entry.hits, 0)).toBe(PLAYERS * TURNS);
  for (const watcher of watchers) {
    lookOver(watcher);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    watcher.connection.close();
  }
  return watchers;
}

function lookOver({ connection, updates, wires, states }: Watcher): void {
  const seqs = updates.map(({ view }) => view.cursor.seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(new Set(seqs).size).toBe(seqs.length);
  expect(updates.map(({ type }) => type).lastIndexOf("snapshot")).toBe(0);
  expect(wires.flatMap(faultsOf)).toEqual([]);
  expect(wires.every(({ frames }) => frames.every(({ digest }) => digest !== undefined))).toBe(true);
  const none = { diverged: 0, gaps: 0, resets: 0, repeated: 0, reconnects: 0, malformed: 0 };
  expect(connection.counters).toMatchObject(none);
  expect(new Set(states.map(({ type }) => type))).toEqual(new Set(["live"]));
}

describe("a watcher a transport during 2,000 attacks by 20 players", () => {
  it(
    "[PR110] end with the same ranking at the same cursor, every digest and delta right, nothing missed or repeated",
    { timeout: TIME_LIMIT_MS },
    async () => {
      const watchers = await play(() => Promise.resolve());
      for (const { updates } of watchers) expect(updates.length).toBeGreaterThan(10);
    },
  );

  const title = `[PR110] do so while each is switched at random 100 times (TRANSPORT_SEED=${SEED})`;
  it(title, { timeout: TIME_LIMIT_MS }, async () => {
    const random = createRandom(SEED);
    const watchers = await play(async (all) => {
      const switches = all.map(({ connection }) => {
        const to = TRANSPORTS[Math.floor(random() * TRANSPORTS.length)]!;
        return connection.switchTo(to);
      });
      for (const report of await Promise.all(switches)) {
        expect(report).toMatchObject({ type: "switch", resumed: true, missed: 0, repeated: 0 });
      }
    });
    for (const { reports } of watchers) expect(reports).toHaveLength(TURNS);
  });
});
