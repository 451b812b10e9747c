// A run from its start to its result: in which order things happen, what refuses it, what ends it early.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { MeasureEvent } from "@hydra/measure";
import type { Interruption } from "@hydra/protocol";
import { Run, type Refusal, type RunDependencies } from "../src/run.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

interface World {
  refusal: Refusal | undefined;
  isReady: boolean;
  isSettled: boolean;
  interruptions: readonly Interruption[];
  /** Another lab has taken the bots. */
  isShared: boolean;
}

function createRun(world: Partial<World> = {}) {
  const state: World = {
    refusal: undefined,
    isReady: true,
    isSettled: true,
    interruptions: [],
    isShared: false,
    ...world,
  };
  const did: string[] = [];
  const note = (what: string): Promise<void> => {
    did.push(`${what} ${Date.now()}`);
    return Promise.resolve();
  };
  const dependencies: RunDependencies<string> = {
    durationMs: () => 10_000,
    interruptions: () => state.interruptions,
    now: () => Date.now(),
    prepare: () => Promise.resolve(state.refusal),
    isReady: () => state.isReady,
    readLedgers: () => note("ledgers"),
    async beginTraffic() {
      await note("traffic");
      return state.isShared ? "traffic-busy" : undefined;
    },
    onEvent: ({ type }: MeasureEvent) => void note(type),
    interrupt: (lastsMs) => void note(`cut for ${lastsMs}`),
    stopTraffic: () => note("quiet"),
    isSettled: () => state.isSettled,
    conclude: () => "result",
  };
  return { run: new Run(dependencies), did, state };
}

it("reads the ledgers around what it measures, then waits in quiet until the lanes are even", async () => {
  const { run, did, state } = createRun({ isSettled: false });
  void run.start();
  await vi.advanceTimersByTimeAsync(9_999);
  expect(run.store.getState()).toEqual({ type: "running", startedAt: 0, endsAt: 10_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(run.store.getState().type).toBe("draining");
  state.isSettled = true;
  await vi.advanceTimersByTimeAsync(200);
  expect(run.store.getState()).toEqual({ type: "done", result: "result" });
  expect(did).toEqual([
    "ledgers 0",
    "traffic 0",
    "run-started 0",
    "run-ended 10000",
    "ledgers 10000",
    "quiet 10000",
  ]);
});

it("gives lanes that never get even 15 s", async () => {
  const { run } = createRun({ isSettled: false });
  void run.start();
  await vi.advanceTimersByTimeAsync(24_900);
  expect(run.store.getState().type).toBe("draining");
  await vi.advanceTimersByTimeAsync(300);
  expect(run.store.getState().type).toBe("done");
});

it("does nothing but report it when it is refused", async () => {
  const { run, did, state } = createRun({ refusal: "weather-busy" });
  await run.start();
  expect(run.store.getState()).toEqual({ type: "refused", refusal: "weather-busy" });
  state.refusal = undefined;
  state.isReady = false;
  void run.start();
  await vi.advanceTimersByTimeAsync(21_000);
  expect(run.store.getState()).toEqual({ type: "refused", refusal: "lanes-not-ready" });
  expect(did).toEqual([]);
});

it("measures nothing when the traffic's sequence can't be begun", async () => {
  const { run, did } = createRun({ isShared: true });
  await run.start();
  expect(run.store.getState()).toEqual({ type: "refused", refusal: "traffic-busy" });
  expect(did).toEqual(["ledgers 0", "traffic 0"]);
});

const INTERRUPTIONS = [
  { atMs: 3_000, lastsMs: 500 },
  { atMs: 7_000, lastsMs: 1_000 },
];

it("is interrupted when its set-up has it, by its own time", async () => {
  const { run, did } = createRun({ interruptions: INTERRUPTIONS });
  void run.start();
  await vi.advanceTimersByTimeAsync(12_000);
  expect(did.filter((what) => what.startsWith("cut"))).toEqual(["cut for 500 3000", "cut for 1000 7000"]);
});

it("can be ended early, which is a shorter run, without the interruptions that were still to come", async () => {
  const { run, did } = createRun({ interruptions: INTERRUPTIONS });
  void run.start();
  await vi.advanceTimersByTimeAsync(2_000);
  run.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(run.store.getState()).toEqual({ type: "done", result: "result" });
  expect(did).toContain("run-ended 2000");
  expect(did.filter((what) => what.startsWith("cut"))).toEqual([]);
});

it("starts once, however often it is asked to", async () => {
  const { run, did } = createRun();
  void run.start();
  void run.start();
  await vi.advanceTimersByTimeAsync(11_000);
  void run.start();
  await vi.advanceTimersByTimeAsync(11_000);
  expect(did.filter((what) => what.startsWith("run-started"))).toHaveLength(2);
});
