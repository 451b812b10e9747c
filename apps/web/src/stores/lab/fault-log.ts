// The lab's fault bench: faults on purpose in one lane, and for each what the lane's counters found of it and when it was put right.
import { createStore, type StoreApi } from "zustand/vanilla";
import { FaultBench, localNow, type Counters, type Fault } from "@hydra/client";
import type { FoundFault, InjectedFault } from "@hydra/lab";
import type { MeasureEvent } from "@hydra/measure";
import { tableOf, type TransportName } from "@hydra/protocol";

/** As many as can be read. */
const MAX_FAULTS = 20;

type Counted = Pick<Counters, "missed" | "repeated" | "diverged" | "stale">;

interface Kept extends InjectedFault {
  /** Of the lane, as it happened. */
  readonly before: Counted | undefined;
}

export class FaultLog {
  /** Newest first. */
  readonly store: StoreApi<readonly InjectedFault[]> = createStore<readonly InjectedFault[]>(() => []);
  readonly benches: Readonly<Record<TransportName, FaultBench>>;
  readonly #countersOf: (lane: string) => Counted | undefined;
  #kept: readonly Kept[] = [];

  constructor(countersOf: (lane: string) => Counted | undefined) {
    this.#countersOf = countersOf;
    this.benches = tableOf((transport) => new FaultBench(() => this.#begin(transport)));
  }

  /** The lane's next delta suffers it, instead of what has not happened yet. */
  inject(lane: TransportName, fault: Fault): void {
    this.benches[lane].inject(fault);
    const found = { missed: 0, repeated: 0, diverged: 0, discarded: 0 };
    const injected = { lane, fault, injectedAt: localNow(), happenedAt: null, found, healedAfterMs: null };
    const others = this.#kept.filter((kept) => kept.lane !== lane || kept.happenedAt !== null);
    this.#set([{ ...injected, before: undefined }, ...others].slice(0, MAX_FAULTS));
  }

  /** Of the measure, as they come. */
  note(event: MeasureEvent): void {
    if (event.type !== "shown" || this.#kept.length === 0) return;
    const { lane, at, digest, heldDigest } = event;
    const isRight = digest !== undefined && digest === heldDigest;
    this.#change(lane, (kept) => {
      const found = this.#foundOf(kept);
      const isFound = Object.values(found).some((count) => count > 0);
      const healedAfterMs = isRight && isFound ? at - (kept.happenedAt ?? at) : null;
      return { ...kept, found, healedAfterMs };
    });
  }

  #begin(lane: string): void {
    const happenedAt = localNow();
    const before = this.#countersOf(lane);
    this.#set(
      this.#kept.map((kept) =>
        kept.lane === lane && kept.happenedAt === null ? { ...kept, happenedAt, before } : kept,
      ),
    );
  }

  #foundOf({ lane, before }: Kept): FoundFault {
    const now = this.#countersOf(lane);
    const grown = (name: keyof Counted): number => Math.max(0, (now?.[name] ?? 0) - (before?.[name] ?? 0));
    return {
      missed: grown("missed"),
      repeated: grown("repeated"),
      diverged: grown("diverged"),
      discarded: grown("stale"),
    };
  }

  /** Those of the lane that have happened and are not put right. */
  #change(lane: string, change: (kept: Kept) => Kept): void {
    const isOpen = ({ happenedAt, healedAfterMs }: Kept): boolean =>
      happenedAt !== null && healedAfterMs === null;
    if (!this.#kept.some((kept) => kept.lane === lane && isOpen(kept))) return;
    this.#set(this.#kept.map((kept) => (kept.lane === lane && isOpen(kept) ? change(kept) : kept)));
  }

  #set(kept: readonly Kept[]): void {
    this.#kept = kept;
    this.store.setState(
      kept.map(({ before: _before, ...injected }) => injected),
      true,
    );
  }
}
