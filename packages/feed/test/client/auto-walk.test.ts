// Random walks over networks that change while the automatic choice runs. fast-check prints seed and path, and shrinks.
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { contentOf } from "./feed-model.ts";
import { NetworkedRig, OPEN, type Network } from "./network.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_795_000_000_000 }));
afterEach(() => void vi.useRealTimers());

const network: fc.Arbitrary<Network> = fc.record({
  isUp: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  sockets: fc.constantFrom("pass", "refuse", "hang"),
  streams: fc.constantFrom("pass", "hold-body", "hold-all", "refuse"),
  requests: fc.oneof(
    { weight: 6, arbitrary: fc.constant("pass" as const) },
    { weight: 1, arbitrary: fc.constantFrom("foreign" as const, "hang" as const) },
  ),
  longPolls: fc.constantFrom("pass", "pass", "pass", "hang"),
  roundTripMs: fc.constantFrom(5, 60, 400),
});

type Step =
  | { readonly type: "change"; readonly network: Network }
  | { readonly type: "publish"; readonly times: number }
  | { readonly type: "wait"; readonly ms: number }
  | {
      readonly type: "hint";
      readonly hint: "hurry" | "hide" | "show" | "pause" | "resume" | "offline" | "online";
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: network.map((next) => ({ type: "change" as const, network: next })) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("publish" as const), times: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 10, max: 20_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("hint" as const),
      hint: fc.constantFrom("hurry", "hide", "show", "pause", "resume", "offline", "online"),
    }),
  },
);

/** Walks that went wrong once. */
const MET: [Network, Step[]][] = [
  [
    // What was in use is lost while something better is tried, which then gets through.
    { ...OPEN, sockets: "hang", roundTripMs: 5 },
    [
      { type: "wait", ms: 16_001 },
      { type: "change", network: { ...OPEN, streams: "hold-all", requests: "foreign", roundTripMs: 5 } },
      { type: "wait", ms: 10 },
      { type: "publish", times: 1 },
    ],
  ],
];

function take(world: NetworkedRig, { hint }: Extract<Step, { type: "hint" }>): void {
  const { connection } = world.rig;
  if (hint === "hurry") connection.hurry();
  else if (hint === "hide" || hint === "show") connection.setInSight(hint === "show");
  else if (hint === "pause") connection.pause();
  else if (hint === "resume") connection.resume();
  else connection.setOnline(hint === "online");
}

describe("the automatic choice on networks that change while it runs", () => {
  it("[AT1] [AT2] [AT9] misses and repeats nothing, and ends with the best that gets through", async () => {
    await fc.assert(
      fc.asyncProperty(network, fc.array(step, { minLength: 1, maxLength: 25 }), async (first, steps) => {
        const world = new NetworkedRig(first);
        for (const next of steps) {
          if (next.type === "change") world.change(next.network);
          else if (next.type === "publish") for (let time = 0; time < next.times; time += 1) world.publish();
          else if (next.type === "wait") await world.wait(next.ms);
          else take(world, next);
        }
        const { connection } = world.rig;
        world.change(OPEN);
        connection.resume();
        connection.setInSight(true);
        connection.setOnline(true);
        await world.wait(30_000);
        connection.hurry();
        await world.wait(10_000);
        world.publish();
        await world.wait(100);
        expect(connection.state).toEqual({ type: "live" });
        expect(connection.transport).toBe("websocket");
        expect(connection.auto).toEqual({ blocked: [] });
        expect(world.open).toEqual(["websocket"]);
        expectUnbroken(world);
        connection.close();
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 150, examples: MET },
    );
  }, 120_000);
});

/** What the application was shown, judged by what was published: each step leads on from the one before, to the newest. */
function expectUnbroken({ rig, versions, newestSeq }: NetworkedRig): void {
  let heldSeq: number | undefined;
  for (const { type, from, view } of rig.updates) {
    if (type === "delta") expect(from).toBeLessThanOrEqual(heldSeq!);
    else expect(heldSeq).toBeUndefined();
    expect(view.cursor.seq).toBeGreaterThan(heldSeq ?? 0);
    expect(contentOf(view)).toEqual(contentOf(versions[view.cursor.seq - 1]!));
    heldSeq = view.cursor.seq;
  }
  expect(heldSeq).toBe(newestSeq);
}
