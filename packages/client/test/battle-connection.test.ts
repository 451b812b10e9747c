// What a player's connection adds to the feed's: hits, Hydra's errors, and attacks when the browser's session becomes another one.
// Rules: ../SPEC.md.
import type { FeedFrame } from "@hydra/protocol";
import { FeedError, ProblemError, ProtocolError, type AttackAnswer } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createFakeTable,
  LOST,
  type FakeFeed as AnyFakeFeed,
} from "../../feed/test/client/fake-transport.ts";
import { createQueue } from "../../feed/test/client/queue.ts";
import { startScriptedServer } from "../../feed/test/client/scripted-server.ts";
import {
  createBattleConnection,
  type BattleConnection,
  type BattleOptions,
  type BattleUpdate,
  type ConnectionState,
} from "../src/battle-connection.ts";
import { deltaBetween, playOut } from "./battle-model.ts";

type FakeFeed = AnyFakeFeed<FeedFrame>;

interface Rig {
  readonly connection: BattleConnection;
  readonly feeds: readonly FakeFeed[];
  readonly updates: readonly BattleUpdate[];
}

/** Versions with seq 1 … 10. */
const VERSIONS = playOut(Array.from({ length: 9 }, () => ({ player: 1, damage: 1, seqStep: 1 })));
const snapshot = (seq: number) => VERSIONS[seq - 1]!;
const delta = (from: number, seq: number) => deltaBetween(snapshot(from), snapshot(seq));
const ANSWER: AttackAnswer = {
  commandId: "c",
  seq: 6,
  damage: 12,
  critical: false,
  killingBlow: false,
  totalDamage: 12,
  rank: 1,
  duplicate: false,
};
const KIND = { status: 409, title: "The skill is not ready yet" };
const post = vi.fn<(url: string) => Promise<Response>>();

function createRig(options: Partial<BattleOptions> = {}): Rig {
  const { table, feeds } = createFakeTable<FeedFrame>();
  const updates: BattleUpdate[] = [];
  const connection = createBattleConnection(
    {
      baseUrl: "http://hydra.test",
      familyId: "f/1",
      transport: "websocket",
      random: () => 0.5,
      onUpdate: (update) => void updates.push(update),
      ...options,
    },
    { table, ask: () => Promise.resolve({ type: "lost", reason: "unreachable in a test" }) },
  );
  return { connection, feeds, updates };
}

function createSocketRig(): Rig {
  const rig = createRig();
  rig.feeds[0]!.send(snapshot(5));
  return rig;
}

function answer(feed: FakeFeed): void {
  feed.onCommand = () => Promise.resolve({ ...ANSWER });
}

beforeEach(() => {
  vi.useFakeTimers();
  post.mockReset().mockImplementation(() => Promise.resolve(Response.json(ANSWER)));
  vi.stubGlobal("fetch", post);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a player's connection", () => {
  it("[PR4] watches the family's ranking, with its lane", () => {
    const { feeds } = createRig({ lane: "l1", token: "t" });
    expect(feeds[0]!.request).toMatchObject({
      url: "http://hydra.test/api/families/f%2F1/ranking",
      query: { lane: "l1" },
      token: "t",
    });
  });

  it("shows an update's hits once, also when two feeds bring them", async () => {
    const { connection, feeds, updates } = createSocketRig();
    const hits = [{ playerId: "p1", damage: 3, critical: true }];
    const done = connection.switchTo("polling");
    feeds[0]!.send({ ...delta(5, 7), hits });
    feeds[1]!.send({ ...delta(5, 9), hits });
    await done;
    expect(updates.map((update) => update.hits)).toEqual([[], hits, []]);
  });

  it("[PR24] takes the next round's snapshot for a resume", async () => {
    const { connection, feeds } = createSocketRig();
    const done = connection.switchTo("polling");
    feeds[1]!.send({ ...snapshot(6), round: 2 });
    expect(await done).toMatchObject({ resumed: true, missed: 0 });
  });

  it("[PR30] has Hydra's errors and codes", async () => {
    const { connection, feeds } = createSocketRig();
    const refused = connection.switchTo("polling");
    feeds[1]!.end({ type: "refused", code: "forbidden-origin", reason: "not from here" });
    await expect(refused).rejects.toEqual(new ProtocolError("forbidden-origin", "not from here"));
    const states: unknown[] = [];
    const unknown = createRig({ onState: (state) => states.push(state) });
    unknown.feeds[0]!.end({ type: "refused", code: "code-of-tomorrow", reason: "no" });
    expect(states).toEqual([{ type: "refused", code: "internal", reason: "no" }]);
    expect(unknown.connection.state).toEqual(states[0]);
  });

  it("[FP4] asks for the family when its socket is refused", async () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    await using server = await startScriptedServer(false);
    const states = createQueue<ConnectionState>();
    const connection = createBattleConnection({
      baseUrl: server.url,
      familyId: "f/1",
      transport: "websocket",
      onState: (state) => states.push(state),
    });
    const exchange = await server.next();
    expect(exchange.target).toBe("/api/families/f%2F1");
    exchange.sendProblem(new ProtocolError("unknown-family"));
    expect(await states.next()).toMatchObject({ type: "refused", code: "unknown-family" });
    connection.close();
  });

  it("[PR47] sends an attack as the message that it is, and takes its answer or error", async () => {
    const { connection, feeds } = createSocketRig();
    answer(feeds[0]!);
    expect(await connection.attack("fireball")).toEqual(ANSWER);
    const [command] = feeds[0]!.commands;
    expect(JSON.stringify(command)).toMatch(
      /^\{"type":"attack","commandId":"[0-9a-f]{32}","skill":"fireball"\}$/,
    );
    feeds[0]!.onCommand = () => Promise.reject(new ProblemError("cooldown", KIND, { retryAfterMs: 200 }));
    await expect(connection.attack("slash")).rejects.toMatchObject({
      name: "ProtocolError",
      code: "cooldown",
      retryAfterMs: 200,
    });
  });
});

describe("[SE1] after another session", () => {
  it("no attack goes over the socket of the earlier one, and one that is opened since carries them", async () => {
    const { connection, feeds } = createSocketRig();
    answer(feeds[0]!);
    await connection.attack("slash");
    connection.renewSession();
    await connection.attack("slash");
    expect([feeds[0]!.commands.length, post.mock.calls.length]).toEqual([1, 1]);

    const reopened = connection.reopen();
    await connection.attack("slash");
    expect([feeds[0]!.commands.length, post.mock.calls.length]).toEqual([1, 2]);
    answer(feeds[1]!);
    feeds[1]!.send(snapshot(5));
    await reopened;
    await connection.attack("slash");
    expect([feeds[1]!.commands.length, post.mock.calls.length]).toEqual([1, 2]);
  });

  it("nor over one whose opening was under way", async () => {
    const { connection, feeds } = createSocketRig();
    const switched = connection.switchTo("websocket-raw");
    answer(feeds[1]!);
    connection.renewSession();
    feeds[1]!.send(snapshot(5));
    await switched;
    await connection.attack("slash");
    expect([feeds[1]!.commands.length, post.mock.calls.length]).toEqual([0, 1]);
  });

  it("a socket that was lost comes back with the new one", async () => {
    const { connection, feeds } = createSocketRig();
    connection.renewSession();
    feeds[0]!.end(LOST);
    await vi.advanceTimersByTimeAsync(10_000);
    answer(feeds[1]!);
    feeds[1]!.send(snapshot(5));
    await connection.attack("slash");
    expect([feeds[1]!.commands.length, post.mock.calls.length]).toEqual([1, 0]);
  });
});

it("[SE2] an attack that is under way is given up, not sent again", async () => {
  const { connection, feeds } = createSocketRig();
  const unanswered = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  feeds[0]!.onCommand = () => unanswered.promise;
  post.mockImplementation(() => Promise.reject(new TypeError("no network")));
  const overSocket = connection.attack("slash");
  const outcome = expect(overSocket).rejects.toMatchObject({ code: "unavailable" });
  connection.renewSession();
  // As a socket does when it is asked to give up.
  unanswered.reject(new FeedError("unavailable"));
  await vi.advanceTimersByTimeAsync(20_000);
  await outcome;
  expect([feeds[0]!.commands.length, post.mock.calls.length]).toEqual([1, 0]);

  const overHttp = connection.attack("slash");
  const lost = expect(overHttp).rejects.toMatchObject({ code: "unavailable" });
  await vi.advanceTimersByTimeAsync(0);
  expect(post).toHaveBeenCalledTimes(1);
  connection.renewSession();
  await vi.advanceTimersByTimeAsync(20_000);
  await lost;
  expect(post).toHaveBeenCalledTimes(1);
});
