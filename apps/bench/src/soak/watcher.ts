// A watcher that stays, or visits: one connection of the client library on one transport, that resumes by itself, and the check of
// what it was shown.
import { setTimeout as wait } from "node:timers/promises";
import type { SnapshotFrame, TransportName } from "@hydra/protocol";
import { createBattleConnection, type BattleConnection, type BattleView } from "@hydra/client";
import { Continuity } from "./continuity.ts";

export interface WatcherOptions {
  readonly baseUrl: string;
  readonly familyId: string;
  readonly transport: TransportName;
  /** It was refused for good. */
  readonly onRefused: (what: string) => void;
}

const POLL_MS = 1_000;

export class Watcher {
  readonly continuity = new Continuity();
  readonly familyId: string;
  readonly transport: TransportName;
  readonly #connection: BattleConnection;

  constructor({ onRefused, ...options }: WatcherOptions) {
    this.familyId = options.familyId;
    this.transport = options.transport;
    this.#connection = createBattleConnection({
      ...options,
      pollIntervalMs: POLL_MS,
      onUpdate: ({ type, from, view }) =>
        this.continuity.take({ type, from, cursor: view.cursor, round: view.round }),
      onState: (state) => {
        if (state.type === "refused") onRefused(`${this.name}: ${state.code}, ${state.reason}`);
      },
    });
  }

  get view(): BattleView | undefined {
    return this.#connection.view;
  }

  /** What should never have happened to it; empty when all is well. */
  get faults(): string[] {
    const { gaps, repeated, diverged, malformed } = this.#connection.counters;
    const counted = Object.entries({ gaps, repeated, diverged, malformed }).filter(([, count]) => count > 0);
    return [...this.continuity.faults, ...counted.map(([what, count]) => `${count} ${what}`)].map(
      (fault) => `${this.name}: ${fault}`,
    );
  }

  get reconnects(): number {
    return this.#connection.counters.reconnects;
  }

  /** Resolves with what differs from the server's own snapshot when it holds that or a later one; undefined when nothing does. */
  async compare(snapshot: SnapshotFrame, limitMs: number): Promise<string | undefined> {
    const late = performance.now() + limitMs;
    while ((this.view?.cursor.seq ?? 0) < snapshot.seq && performance.now() < late) await wait(50);
    const difference = differenceOf(this.view, snapshot);
    return difference === undefined ? undefined : `${this.name}: ${difference}`;
  }

  close(): void {
    this.#connection.close();
  }

  get name(): string {
    return `${this.transport} on ${this.familyId}`;
  }
}

/** In words; undefined when the view is the snapshot. */
export function differenceOf(view: BattleView | undefined, snapshot: SnapshotFrame): string | undefined {
  if (view === undefined) return "holds nothing";
  const { epoch, seq, round, monster, players, totalDamage, entries } = snapshot;
  const wanted = { cursor: { epoch, seq }, round, monster, players, totalDamage, entries };
  const held: Record<string, unknown> = { ...view };
  for (const [field, value] of Object.entries(wanted)) {
    const [has, ought] = [JSON.stringify(held[field]), JSON.stringify(value)];
    if (has !== ought) return `${field} is ${has}, not ${ought}`.slice(0, 400);
  }
  return undefined;
}
