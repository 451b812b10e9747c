// A lease whose records take their time: EL45, EL47 of src/log/SPEC.md. Against a real nats-server: task-lease.test.ts.
import { describe, expect, it, vi } from "vitest";
import { Lease, type LeaseRecord } from "../../../src/log/jetstream/lease.ts";

const PATIENCE = { timeout: 30_000, interval: 5 };

/** Records whose acknowledgements a test can hold back. */
class SlowRecords {
  newest: LeaseRecord<null> | undefined;
  isHeldBack = false;
  readonly #held: (() => void)[] = [];

  get waiting(): number {
    return this.#held.length;
  }

  read(): Promise<LeaseRecord<null> | undefined> {
    return Promise.resolve(this.newest);
  }

  async write(record: LeaseRecord<null>): Promise<LeaseRecord<null> | undefined> {
    if (record.recordedAt !== (this.newest?.recordedAt ?? 0)) return undefined;
    const written = { ...record, recordedAt: record.recordedAt + 1 };
    this.newest = written;
    if (this.isHeldBack) await new Promise<void>((resolve) => this.#held.push(resolve));
    return written;
  }

  letGo(): void {
    this.isHeldBack = false;
    for (const resolve of this.#held.splice(0)) resolve();
  }
}

async function takeLease(records: SlowRecords, leaseMs: number): Promise<Lease<null>> {
  const candidate = { records, holder: "one", leaseMs, task: "a task", content: () => null };
  const lease = await Lease.take(candidate, () => Promise.resolve(true));
  if (lease === undefined) throw new Error("it was due");
  return lease;
}

describe("[EL47] a renewal that is acknowledged late", () => {
  it("does not give back what was released meanwhile", async () => {
    const records = new SlowRecords();
    const lease = await takeLease(records, 60_000);
    records.isHeldBack = true;
    const renewing = lease.write({});
    await vi.waitFor(() => expect(records.waiting).toBe(1), PATIENCE);
    const released = lease.release();
    expect(lease.isValid).toBe(false);
    records.letGo();
    await Promise.all([renewing, released]);
    expect(lease.isValid).toBe(false);
    expect(records.newest?.isHeld).toBe(false);
  });

  it("does not give back what has run out", async () => {
    const records = new SlowRecords();
    const lease = await takeLease(records, 200);
    records.isHeldBack = true;
    const renewing = lease.write({});
    await vi.waitFor(() => expect(records.waiting).toBe(1), PATIENCE);
    await lease.lost;
    records.letGo();
    await renewing;
    expect(lease.isValid).toBe(false);
  });
});
