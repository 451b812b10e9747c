import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import {
  decodeAttackAnswer,
  decodeFrame,
  decodePlayerAnswer,
  encodeCursor,
  routes,
  type AttackAnswer,
  type JoinAnswer,
  type PlayerAnswer,
} from "@hydra/protocol";
import { expect, it } from "vitest";
import { EventClient } from "./event-client.ts";
import { attack, createFamily, join, type Listening } from "./http-player.ts";
import { applyFrame, type RankingView } from "./ranking-view.ts";
import { ServerProcess } from "./server-process.ts";
import { SocketClient } from "./socket-client.ts";

const PLAYERS = 20;
const CRASHES = 6;
/** Attacks that are acknowledged between two crashes, by the seed from half of it to the whole. */
const MAX_ATTACKS = 120;
const SEED = 20_261_122;

/** A player who never gives an attack up: the same commandId again and again, whichever server answers in the end. */
class Stubborn {
  readonly player: JoinAnswer;
  /** First outcome of each commandId that was acknowledged. */
  readonly outcomes = new Map<string, AttackAnswer>();
  /** How often a commandId had to be sent again. */
  retries = 0;
  #commands = 0;
  #pending: string | undefined;

  constructor(player: JoinAnswer) {
    this.player = player;
  }

  /** Attacks until asked to stop or the server is gone; what was not acknowledged is sent first the next time. */
  async attackAt(server: Listening, shouldGoOn: () => boolean): Promise<void> {
    while (shouldGoOn() && (await this.#attackOnce(server)));
  }

  /** @returns whether the server is still there. */
  async #attackOnce(server: Listening): Promise<boolean> {
    if (this.#pending !== undefined) this.retries += 1;
    this.#pending ??= `command-${(this.#commands += 1)}`;
    let text: string;
    try {
      const answer = await attack(server, this.player, { commandId: this.#pending });
      text = await answer.text();
      if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
    } catch (error) {
      // fetch: the connection is gone.
      if (error instanceof TypeError) return false;
      throw error;
    }
    const outcome = decodeAttackAnswer(text);
    expect(this.outcomes.has(outcome.commandId)).toBe(false);
    this.outcomes.set(outcome.commandId, outcome);
    this.#pending = undefined;
    return true;
  }

  get damage(): number {
    return [...this.outcomes.values()].reduce((sum, { damage }) => sum + damage, 0);
  }
}

/** The same draws for the same seed (the LCG of Numerical Recipes). */
function createDraws(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** What a watcher shows who polls from a cursor; the frame that leads there must be a delta. */
async function resume(server: Listening, familyId: string, view: RankingView): Promise<RankingView> {
  const url = `${server.url}${routes.feed(familyId, "polling")}?since=${encodeCursor(view)}`;
  const answer = await fetch(url);
  if (answer.status === 204) return view;
  const frame = decodeFrame(await answer.text());
  expect(frame).toMatchObject({ type: "delta", from: view.seq, epoch: view.epoch });
  return frame === undefined ? view : applyFrame(view, frame);
}

async function playerAt(server: Listening, { familyId, token }: JoinAnswer): Promise<PlayerAnswer> {
  const answer = await fetch(`${server.url}${routes.me(familyId)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return decodePlayerAnswer(await answer.text());
}

it("[invariants 1, 2, 5] what was acknowledged counts once whatever crashes, and cursors stay good", async () => {
  const draw = createDraws(SEED);
  const dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-crash-"));
  let server = await ServerProcess.listening({ DATA_DIR: dataDir });
  const familyId = await createFamily(server);
  const players: Stubborn[] = [];
  for (let n = 0; n < PLAYERS; n += 1) players.push(new Stubborn(await join(server, familyId, `P${n}`)));
  const acknowledged = (): number => players.reduce((sum, { outcomes }) => sum + outcomes.size, 0);
  let views: RankingView[] = [];

  for (let crash = 0; crash < CRASHES; crash += 1) {
    await using socket = await SocketClient.open(server.url, familyId, { held: views[0] });
    await using stream = await EventClient.open(server.url, familyId, { held: views[1] });
    const target = acknowledged() + Math.ceil(MAX_ATTACKS * (0.5 + draw() / 2));
    // Killed by the player who reaches the target, while the others' attacks are under way.
    const shouldGoOn = (): boolean => {
      if (acknowledged() >= target) server.kill("SIGKILL");
      return true;
    };
    await Promise.all(players.map((player) => player.attackAt(server, shouldGoOn)));
    expect((await server.exited).signal).toBe("SIGKILL");
    await Promise.all([socket.closed, stream.ended]);
    // Each began with a delta from what was shown before the crash: a snapshot would be no loss, but a lie here.
    for (const { type } of [socket.messages[0], stream.frames[0]].filter((frame) => frame !== undefined)) {
      expect(type).toBe(crash === 0 ? "snapshot" : "delta");
    }
    views = [socket.view, stream.view].filter((view) => view !== undefined);
    expect(views).toHaveLength(2);
    server = await ServerProcess.listening({ DATA_DIR: dataDir });
    await Promise.all(views.map((view) => resume(server, familyId, view)));
  }

  await using last = server;
  const target = acknowledged() + PLAYERS;
  await Promise.all(players.map((player) => player.attackAt(last, () => acknowledged() < target)));
  const shown = await Promise.all(views.map((view) => resume(last, familyId, view)));
  expect(shown[0]).toEqual(shown[1]);
  expect(players.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(0);
  for (const { player, outcomes, damage } of players) {
    expect(await playerAt(last, player)).toMatchObject({ hits: outcomes.size, damage });
    const row = shown[0]?.entries.find(({ playerId }) => playerId === player.playerId);
    expect(row).toMatchObject({ hits: outcomes.size, damage });
  }
  expect(shown[0]?.totalDamage).toBe(players.reduce((sum, { damage }) => sum + damage, 0));
  await rm(dataDir, { recursive: true });
}, 120_000);
