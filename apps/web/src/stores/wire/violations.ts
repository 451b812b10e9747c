// The bad-frame bench: which rules were broken so far, and what came of it. One request after the other and two at a
// time: the server takes only so many, and is used by others too.
import { createStore, type StoreApi } from "zustand/vanilla";
import { postViolation } from "@hydra/client";
import {
  ECHO_SOCKETS,
  ProtocolError,
  WIRE_VIOLATION_IDS,
  type EchoSocketName,
  type ErrorCode,
  type WireViolationId,
} from "@hydra/protocol";
import { readExperiment, type Experiment } from "../../wire/outcome.ts";
import { codeOf } from "../problem.ts";
import { server } from "../server.ts";

/** Of one violation, when the server is busy with another client's. */
const MAX_TRIES = 5;

export type Trial =
  | { readonly type: "trying" }
  | { readonly type: "done"; readonly experiment: Experiment }
  | { readonly type: "failed"; readonly code: ErrorCode };

export type TrialName = `${WireViolationId}/${EchoSocketName}`;

export interface BenchState {
  readonly trials: Readonly<Partial<Record<TrialName, Trial>>>;
  /** All of them are being tried: how many are done. */
  readonly done: number | undefined;
  /** The one whose bytes are looked at. */
  readonly open: WireViolationId | undefined;
}

export class ViolationBench {
  readonly store: StoreApi<BenchState> = createStore<BenchState>(() => ({
    trials: {},
    done: undefined,
    open: undefined,
  }));
  #leaving = new AbortController();

  /** Breaks one rule against both. Never rejects. */
  async attempt(violation: WireViolationId): Promise<void> {
    await Promise.all(ECHO_SOCKETS.map((target) => this.#attempt(violation, target)));
  }

  async attemptAll(): Promise<void> {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.store.setState({ done: 0 });
    for (const [index, violation] of WIRE_VIOLATION_IDS.entries()) {
      await this.attempt(violation);
      if (signal.aborted) break;
      this.store.setState({ done: index + 1 });
    }
    this.store.setState({ done: undefined });
  }

  stop(): void {
    this.#leaving.abort();
  }

  open(violation: WireViolationId | undefined): void {
    this.store.setState({ open: violation });
  }

  async #attempt(violation: WireViolationId, target: EchoSocketName): Promise<void> {
    this.#note(`${violation}/${target}`, { type: "trying" });
    try {
      const answer = await insist(() => postViolation(server, { violation, target }));
      this.#note(`${violation}/${target}`, { type: "done", experiment: readExperiment(answer) });
    } catch (error) {
      this.#note(`${violation}/${target}`, { type: "failed", code: codeOf(error) });
    }
  }

  #note(name: TrialName, trial: Trial): void {
    this.store.setState(({ trials }) => ({ trials: { ...trials, [name]: trial } }));
  }
}

/** Asks again after the time that the server gives, a few times. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = MAX_TRIES - 1; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      const waitMs = error instanceof ProtocolError ? error.retryAfterMs : undefined;
      if (waitMs === undefined || left <= 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
