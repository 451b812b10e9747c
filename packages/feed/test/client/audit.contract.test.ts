// Each fault on each transport of a real server: found by the auditor where nothing holds it back, and found, counted and healed by the
// client where it is whole.
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FeedConnection } from "../../src/client/connection.ts";
import type { Counters, ResumeReport } from "../../src/client/connection-types.ts";
import type { Finding } from "../../src/client/audit.ts";
import { FaultBench, type Fault } from "../../src/client/fault-bench.ts";
import { keyedCodec, type KeyedView } from "../../src/client/keyed-codec.ts";
import { createReplica, type Replica } from "../../src/client/view-codec.ts";
import { mqttBroker } from "../../src/server/mqtt/index.ts";
import { createKeyedFeed, Hub, liveFeed, type KeyedFeed } from "../../src/server/index.ts";
import type { KeyedDelta, KeyedSnapshot } from "../../src/wire/keyed.ts";
import { TRANSPORTS, type TransportName } from "../../src/wire/transports.ts";

type Frame = KeyedSnapshot | KeyedDelta;

const codec = keyedCodec((row) => row);
const whole = createReplica(codec);
/** Applies whatever comes to whatever is held. */
const ungated: Replica<KeyedView, Frame> = {
  ...whole,
  receive(held, frame) {
    if (frame.type === "snapshot") return { type: "snapshot", view: codec.fromSnapshot(frame, held) };
    if (held === undefined || frame.from === frame.seq) return whole.receive(held, frame);
    return { type: "applied", view: codec.applyDelta(held, frame) };
  },
};

const feeds = new Map<string, KeyedFeed>();
const hub = new Hub({ frameIntervalMs: 5, heartbeatIntervalMs: 10_000, maxBehindMs: 10_000, now: Date.now });
const app = Fastify();
let url: string;

beforeAll(async () => {
  app.addHook("preClose", async () => hub.drain());
  await app.register(liveFeed, {
    prefix: "/rows",
    hub,
    feed: (request) => feeds.get(new URL(request.url, "http://x").searchParams.get("of") ?? ""),
  });
  await app.register(mqttBroker, {
    hub,
    feedOf: (topic, request) =>
      topic === "rows" ? feeds.get(new URL(request.url, "http://x").searchParams.get("of") ?? "") : undefined,
  });
  url = `${await app.listen({ host: "127.0.0.1", port: 0 })}/rows`;
});
afterAll(() => app.close());

class Watch implements Disposable {
  readonly feed = createKeyedFeed({ key: "id" });
  readonly faults = new FaultBench();
  readonly findings: Finding[] = [];
  readonly #shown = new Set<number>();
  readonly reports: ResumeReport[] = [];
  readonly connection: FeedConnection<KeyedView, Frame>;
  #n = 0;

  constructor(transport: TransportName, isUngated: boolean) {
    const of = `${transport} ${feeds.size}`;
    feeds.set(of, this.feed);
    for (let id = 0; id < 5; id += 1) this.feed.set({ id, n: 0 });
    this.connection = new FeedConnection(
      isUngated ? ungated : whole,
      {
        url,
        query: { of },
        transport,
        pollIntervalMs: 15,
        faults: this.faults,
        onUpdate: ({ view, findings }) => {
          this.#shown.add(view.cursor.seq);
          this.findings.push(...findings);
        },
        onResume: (report) => this.reports.push(report),
      },
      { isUngated },
    );
  }

  /** Changes one row at a time, each shown before the next unless it suffers the fault, until the fault has happened and two changes more. */
  async suffer(fault: Fault): Promise<void> {
    await this.#isShown(this.feed.seq);
    this.faults.inject(fault);
    for (let left = 4; left > 0;) {
      this.#n += 1;
      this.feed.set({ id: this.#n % 5, n: this.#n });
      const { seq } = this.feed;
      await vi.waitFor(
        () => expect(this.faults.pending === undefined || this.#shown.has(seq)).toBe(true),
        LIMIT,
      );
      if (this.faults.pending === undefined) left -= 1;
      if (left < 3) await this.#isShown(seq);
    }
  }

  #isShown(seq: number): Promise<void> {
    return vi.waitFor(() => expect(this.#shown).toContain(seq), LIMIT);
  }

  [Symbol.dispose](): void {
    this.connection.close();
  }
}

/** For what hangs. */
const LIMIT = { timeout: 20_000, interval: 5 };

/** What is found first, and what else may come of it: a state that lacks something differs too. */
const FOUND: readonly {
  readonly fault: Fault;
  readonly first: Finding;
  readonly also: readonly Finding[];
}[] = [
  { fault: "drop", first: "missed", also: ["diverged"] },
  { fault: "repeat", first: "repeated", also: [] },
  { fault: "reorder", first: "missed", also: ["reordered", "diverged"] },
  { fault: "corrupt", first: "diverged", also: [] },
];

describe.each(TRANSPORTS)("over %s", (transport) => {
  it.each(FOUND)(
    "[AU1, AU5] with the gate off the auditor finds a $fault as $first",
    async ({ fault, first, also }) => {
      using watch = new Watch(transport, true);
      await watch.suffer(fault);
      expect(watch.findings[0]).toBe(first);
      expect(watch.findings.filter((finding) => finding !== first && !also.includes(finding))).toEqual([]);
      const { missed, repeated, diverged } = watch.connection.counters;
      if (fault === "drop") expect([missed, repeated]).toEqual([1, 0]);
      if (fault === "repeat") expect([missed, repeated, diverged]).toEqual([0, 1, 0]);
      if (fault === "reorder") expect([missed, repeated]).toEqual([0, 1]);
      if (fault === "corrupt") expect(diverged).toBeGreaterThan(0);
      expect(watch.reports).toEqual([]);
    },
  );

  it.each<[Fault, Partial<Counters>]>([
    ["drop", { gaps: 1, diverged: 0, missed: 1 }],
    ["repeat", { gaps: 0, stale: 1, diverged: 0, missed: 0 }],
    ["reorder", { gaps: 1, diverged: 0, missed: 1 }],
    ["corrupt", { gaps: 0, diverged: 1, missed: 1 }],
  ])("[AU4, AU5] the client finds a %s, counts it, reports it and is healed", async (fault, counted) => {
    using watch = new Watch(transport, false);
    await watch.suffer(fault);
    const { connection, feed, reports } = watch;
    expect(connection.counters).toMatchObject({ ...counted, repeated: 0 });
    expect(connection.view?.rows).toHaveLength(feed.size);
    for (const row of connection.view?.rows ?? []) expect(row).toEqual(feed.get(row["id"] as number));
    const { missed, diverged } = connection.counters;
    const report = { type: "reconnect", resumed: false, missed, repeated: 0, diverged, verified: true };
    expect(reports).toMatchObject(fault === "repeat" ? [] : [report]);
    expect(await connection.reopen()).toMatchObject({ missed: 0, repeated: 0, diverged: 0, verified: true });
  });
});
