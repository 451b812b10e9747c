// What the pages of finished rounds hold: pages that join, and what is kept when the server is gone.
import { ProtocolError, type RoundAnswer, type RoundsAnswer, type RoundsQuery } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLookUp, keepLooking, type Sight } from "../../src/stores/looked-up.ts";
import { createRounds } from "../../src/stores/rounds.ts";

function round(number: number): RoundAnswer {
  const monster = { name: "Hydra", maxHp: 10 };
  const lastHit = { playerId: "p", name: "P", damage: 1 };
  const times = { startedAt: 0, endedAt: 1, durationMs: 1 };
  return { round: number, monster, ...times, players: 1, totalDamage: 10, ranking: [], lastHit };
}

/** A server with so many finished rounds. */
class RoundServer {
  finished: number;
  readonly asked: RoundsQuery[] = [];
  error: Error | undefined;

  constructor(finished: number) {
    this.finished = finished;
  }

  readonly list = async (query: RoundsQuery): Promise<RoundsAnswer> => {
    this.asked.push(query);
    await Promise.resolve();
    if (this.error !== undefined) throw this.error;
    const first = Math.min(this.finished, Number(query.before ?? Infinity) - 1);
    const last = Math.max(1, first - (query.limit ?? 20) + 1);
    const rounds = Array.from({ length: Math.max(0, first - last + 1) }, (_, index) => round(first - index));
    return { rounds, ...(last > 1 ? { next: String(last) } : {}) };
  };
}

function shownIn(rounds: ReturnType<typeof createRounds>) {
  const state = rounds.store.getState();
  if (state.type !== "ready") throw new Error(state.type);
  const { answer, isStale } = state;
  return { numbers: answer.rounds.map((each) => each.round), next: answer.next, isStale };
}

const down = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, at) => from - at);

describe("the list of rounds", () => {
  it("grows by a page, and has each round once", async () => {
    const server = new RoundServer(45);
    const rounds = createRounds(server.list);
    expect(rounds.store.getState().type).toBe("loading");
    await rounds.refresh();
    expect(shownIn(rounds)).toMatchObject({ numbers: down(45, 26), next: "26" });
    await rounds.older();
    await rounds.older();
    expect(shownIn(rounds)).toMatchObject({ numbers: down(45, 1), next: undefined });
    await rounds.older();
    expect(shownIn(rounds)).toMatchObject({ numbers: down(45, 1), next: undefined });
    expect(server.asked.every(({ rows }) => rows === 1)).toBe(true);
  });

  it("takes a new round in above the older ones that are shown", async () => {
    const server = new RoundServer(45);
    const rounds = createRounds(server.list);
    await rounds.refresh();
    await rounds.older();
    server.finished = 47;
    await rounds.refresh();
    expect(shownIn(rounds)).toStrictEqual({ numbers: down(47, 6), next: "6", isStale: false });
  });

  it("begins anew rather than have a gap, when more than a page has ended", async () => {
    const server = new RoundServer(30);
    const rounds = createRounds(server.list);
    await rounds.refresh();
    server.finished = 90;
    await rounds.refresh();
    expect(shownIn(rounds)).toMatchObject({ numbers: down(90, 71), next: "71" });
  });

  it("has an end: of no rounds as well", async () => {
    const rounds = createRounds(new RoundServer(0).list);
    await rounds.refresh();
    expect(shownIn(rounds)).toStrictEqual({ numbers: [], next: undefined, isStale: false });
  });

  it("stays when the server is gone, and is fresh when it is back, the page that failed included", async () => {
    const server = new RoundServer(45);
    const rounds = createRounds(server.list);
    await rounds.refresh();
    server.error = new ProtocolError("unavailable");
    await rounds.older();
    expect(shownIn(rounds)).toStrictEqual({ numbers: down(45, 26), next: "26", isStale: true });
    server.error = undefined;
    await rounds.older();
    expect(shownIn(rounds)).toStrictEqual({ numbers: down(45, 6), next: "6", isStale: false });
  });
});

describe("a look-up", () => {
  it("has the reason why there is nothing, and asks again", async () => {
    const ask = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new ProtocolError("unavailable"));
    ask.mockResolvedValue(7);
    const lookUp = createLookUp(ask);
    await lookUp.refresh();
    expect(lookUp.store.getState()).toStrictEqual({ type: "failed", code: "unavailable" });
    await lookUp.refresh();
    expect(lookUp.store.getState()).toStrictEqual({ type: "ready", answer: 7, isStale: false });
  });

  it.each(["unknown-round", "unknown-family"] as const)("is over with %s", async (code) => {
    const ask = vi.fn<() => Promise<number>>().mockRejectedValue(new ProtocolError(code));
    const lookUp = createLookUp(ask);
    await lookUp.refresh();
    await lookUp.refresh();
    expect(lookUp.store.getState()).toStrictEqual({ type: "failed", code });
    expect(ask).toHaveBeenCalledTimes(1);
  });
});

describe("keeping on looking", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function createSight() {
    const target = Object.assign(new EventTarget(), { hidden: false });
    const sight: Sight = { document: target, window: target };
    return { sight, target };
  }

  it("asks at once, now and then, when seen again and when the network is back, until it is left", () => {
    const { sight, target } = createSight();
    const refresh = vi.fn<() => Promise<void>>().mockResolvedValue(undefined);
    const stop = keepLooking(refresh, sight);
    expect(refresh).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(30_000);
    expect(refresh).toHaveBeenCalledTimes(4);
    target.hidden = true;
    target.dispatchEvent(new Event("visibilitychange"));
    vi.advanceTimersByTime(30_000);
    expect(refresh).toHaveBeenCalledTimes(4);
    target.hidden = false;
    target.dispatchEvent(new Event("visibilitychange"));
    target.dispatchEvent(new Event("online"));
    expect(refresh).toHaveBeenCalledTimes(6);
    stop();
    vi.advanceTimersByTime(30_000);
    target.dispatchEvent(new Event("online"));
    expect(refresh).toHaveBeenCalledTimes(6);
  });
});
