// Random walks over everything that can happen to a connection: versions published, frames delivered late, lost, or
// never, feeds cut, logs recreated, switches begun and overridden, time. Each step is drawn by fast-check, which
// prints seed and path and shrinks what fails; walks that once failed are pinned in `examples`.
import type { KeyedSnapshot } from "../../src/wire/keyed.ts";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Cursor } from "../../src/wire/cursor.ts";
import { type TransportName } from "../../src/wire/transports.ts";
import { TRANSPORTS } from "../../src/wire/transports.ts";
import { contentOf, deltaBetween } from "./feed-model.ts";
import { LOST } from "./fake-transport.ts";
import { createRig, createVersions, type FakeFeed, type Frame, type Rig } from "./rig.ts";

const LENGTH = 60;

type Step =
  | { readonly type: "publish" }
  | { readonly type: "deliver"; readonly feed: number; readonly frames: number }
  | { readonly type: "drop"; readonly feed: number }
  | { readonly type: "cut"; readonly feed: number }
  | { readonly type: "switch"; readonly to: TransportName }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "recreate" };

const feed = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ type: "publish" } as const) },
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant("deliver" as const),
      feed,
      frames: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("drop" as const), feed }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("cut" as const), feed }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("switch" as const), to: fc.constantFrom(...TRANSPORTS) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.nat({ max: 3_000 }) }) },
  { weight: 1, arbitrary: fc.constant({ type: "recreate" } as const) },
);

/** The server's side: what was published, and for each open feed what is on its way. */
class World {
  versions = createVersions(LENGTH);
  #published = 1;
  #epochs = 1;
  readonly rig: Rig;
  readonly #wires = new Map<FakeFeed, { sent: Cursor; frames: Frame[] }>();
  /** Frames that were lost on the way: each may cost a gap. */
  drops = 0;

  constructor() {
    this.rig = createRig();
  }

  get newest(): KeyedSnapshot {
    return this.versions[this.#published - 1]!;
  }

  async take(step: Step): Promise<void> {
    this.answerOpened();
    if (step.type === "publish") this.#publish(LENGTH - 1);
    else if (step.type === "recreate") this.#recreate();
    else if (step.type === "wait") await vi.advanceTimersByTimeAsync(step.ms);
    else if (step.type === "switch") this.rig.connection.switchTo(step.to).catch(() => {});
    else this.#disturb(step);
    // A feed that never had a frame asks why before it is opened again.
    await vi.advanceTimersByTimeAsync(0);
    this.answerOpened();
  }

  /** Delivers everything, and lets time heal what was cut. A last version shows what a dropped frame left out. */
  async settle(): Promise<void> {
    this.#publish(LENGTH);
    for (let round = 0; round < 40; round += 1) {
      await vi.advanceTimersByTimeAsync(3_000);
      this.answerOpened();
      for (const open of this.#wires.keys()) this.#deliver(open, Infinity);
    }
  }

  answerOpened(): void {
    for (const open of this.rig.feeds) {
      if (open.isClosed || this.#wires.has(open)) continue;
      this.#wires.set(open, { sent: this.newest, frames: [this.#firstFrame(open.request.since)] });
    }
  }

  #firstFrame(since: Cursor | undefined): Frame {
    const from = this.versions.find(({ seq }) => seq === since?.seq);
    const canResume = from !== undefined && since?.epoch === this.newest.epoch && from.seq <= this.newest.seq;
    return canResume ? deltaBetween(from, this.newest) : this.newest;
  }

  #publish(limit: number): void {
    if (this.#published === limit) return;
    this.#published += 1;
    for (const wire of this.#wires.values()) {
      wire.frames.push(deltaBetween(this.versions[wire.sent.seq - 1]!, this.newest));
      wire.sent = this.newest;
    }
  }

  /** The log is lost: everything begins again, and every feed is cut. */
  #recreate(): void {
    this.#epochs += 1;
    this.versions = createVersions(LENGTH, `e${this.#epochs}`);
    this.#published = 1;
    for (const open of this.#wires.keys()) open.end(LOST);
    this.#wires.clear();
  }

  #disturb(step: Extract<Step, { feed: number }>): void {
    const open = [...this.#wires.keys()].filter(({ isClosed }) => !isClosed);
    const chosen = open[step.feed % Math.max(1, open.length)];
    if (chosen === undefined) return;
    if (step.type === "deliver") this.#deliver(chosen, step.frames);
    if (step.type === "cut") chosen.end(LOST);
    if (step.type === "drop" && this.#wires.get(chosen)!.frames.shift() !== undefined) this.drops += 1;
  }

  #deliver(open: FakeFeed, count: number): void {
    open.send(...(this.#wires.get(open)?.frames.splice(0, count) ?? []));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a connection, whatever happens", () => {
  it("[PR29] shows only true versions, each newer than the last, and ends at the newest", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120 }), async (steps) => {
        const world = new World();
        const truth = new Map<string, KeyedSnapshot>();
        const { rig } = world;
        for (const next of steps) {
          await world.take(next);
          for (const version of world.versions) truth.set(`${version.epoch}:${version.seq}`, version);
        }
        await world.settle();
        for (const { view } of rig.updates) {
          const { epoch, seq } = view.cursor;
          expect(contentOf(view)).toEqual(contentOf(truth.get(`${epoch}:${seq}`)!));
        }
        const cursors = rig.updates.map(({ view }) => view.cursor);
        for (const [index, { epoch, seq }] of cursors.slice(1).entries()) {
          expect(epoch !== cursors[index]!.epoch || seq > cursors[index]!.seq).toBe(true);
        }
        const { epoch, seq } = world.newest;
        expect(rig.connection.view?.cursor).toEqual({ epoch, seq });
        expect(rig.connection.counters.repeated).toBe(0);
        expect(rig.connection.counters.gaps).toBeLessThanOrEqual(world.drops);
        expect(rig.reports.every(({ repeated }) => repeated === 0)).toBe(true);
        rig.connection.close();
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
