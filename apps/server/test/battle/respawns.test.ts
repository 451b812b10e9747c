import {
  apply,
  battleOf,
  createWorld,
  RESPAWN_DELAY_MS,
  type Battle,
  type BattleEvent,
  type Outcome,
} from "@hydra/engine";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRespawns, type Respawns } from "../../src/battle/respawns.ts";

const FAMILY = "fam";

/** A battle that the test writes, and the respawns that ask for its next round. */
class Scene {
  readonly respawns: Respawns;
  readonly battle: Battle;
  /** How often a respawn was asked for. */
  asked = 0;
  /** How far the log's clock is behind this machine's. */
  logBehindMs = 0;
  /** How far the log's clock is behind the timers', in fractions of a millisecond; an entry's time is a whole one. */
  clockBehindMs = 0;
  isReachable = true;
  readonly #world = createWorld();
  #seq = 0;

  constructor() {
    const rules = { cooldownScale: 0, maxHp: 1 };
    this.#append({ type: "family-created", familyId: FAMILY, name: "F", seed: 1, rules });
    this.#append({ type: "player-joined", familyId: FAMILY, playerId: "p", name: "P" });
    const battle = battleOf(this.#world, FAMILY);
    if (battle === undefined) throw new Error("no battle");
    this.battle = battle;
    this.respawns = createRespawns({
      submitDue: (familyId) => this.#submit(familyId),
      now: () => Date.now() - this.clockBehindMs,
    });
  }

  [Symbol.dispose](): void {
    this.respawns.close();
  }

  win(): void {
    this.#append({
      type: "attack",
      familyId: FAMILY,
      playerId: "p",
      commandId: `c${this.#seq}`,
      skill: "slash",
    });
    this.respawns.watch(this.battle);
  }

  #submit(familyId: string): Promise<Outcome> {
    this.asked += 1;
    if (!this.isReachable) return Promise.reject(new Error("unreachable"));
    const outcome = this.#append({ type: "respawn-due", familyId });
    this.respawns.watch(this.battle);
    return Promise.resolve(outcome);
  }

  #append(event: BattleEvent): Outcome {
    this.#seq += 1;
    return apply(this.#world, {
      seq: this.#seq,
      at: Math.floor(Date.now() - this.clockBehindMs - this.logBehindMs),
      event,
    });
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("[EN34] asks for the next round when it is due, once", async () => {
  using scene = new Scene();
  scene.win();
  expect(scene.battle.monster.status).toBe("defeated");
  await vi.advanceTimersByTimeAsync(RESPAWN_DELAY_MS - 1);
  expect(scene.asked).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(scene.battle).toMatchObject({ round: 2, monster: { status: "fighting" } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(scene.asked).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

it("[EN34] waits for the rest when a timer is early, instead of appending what is turned down", async () => {
  using scene = new Scene();
  scene.win();
  scene.clockBehindMs = 0.4;
  await vi.advanceTimersByTimeAsync(RESPAWN_DELAY_MS);
  expect(scene.asked).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(scene.asked).toBe(1);
  expect(scene.battle).toMatchObject({ round: 2, monster: { status: "fighting" } });
});

it("has one timer a battle, however often it looks", () => {
  using scene = new Scene();
  scene.win();
  for (let n = 0; n < 100; n += 1) scene.respawns.watch(scene.battle);
  expect(vi.getTimerCount()).toBe(1);
});

it("asks again while it is not yet time by the log's clock", async () => {
  using scene = new Scene();
  scene.win();
  scene.logBehindMs = 2_000;
  await vi.advanceTimersByTimeAsync(RESPAWN_DELAY_MS + 1_000);
  expect(scene.asked).toBeGreaterThan(1);
  expect(scene.battle.round).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(scene.battle.round).toBe(2);
});

it("asks again while the log cannot be reached", async () => {
  using scene = new Scene();
  scene.win();
  scene.isReachable = false;
  await vi.advanceTimersByTimeAsync(RESPAWN_DELAY_MS + 5_000);
  expect(scene.battle.round).toBe(1);
  scene.isReachable = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(scene.battle.round).toBe(2);
});

it("does it round after round", async () => {
  using scene = new Scene();
  for (let round = 1; round < 5; round += 1) {
    scene.win();
    await vi.advanceTimersByTimeAsync(RESPAWN_DELAY_MS);
    expect(scene.battle.round).toBe(round + 1);
  }
});

it("asks for nothing that another player's attack has begun", async () => {
  using scene = new Scene();
  scene.win();
  await vi.advanceTimersByTimeAsync(RESPAWN_DELAY_MS / 2);
  scene.logBehindMs = -RESPAWN_DELAY_MS;
  scene.win();
  scene.logBehindMs = 0;
  expect(scene.battle.round).toBe(2);
});

it("keeps no timer when closed, and takes no new battle", () => {
  using scene = new Scene();
  scene.win();
  scene.respawns.close();
  scene.respawns.watch(scene.battle);
  expect(vi.getTimerCount()).toBe(0);
});
