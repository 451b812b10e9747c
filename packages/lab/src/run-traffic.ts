// A lab's bots: kept up by a lease, and begun anew with each run, whose sequence the server ends by itself.
import { createId } from "@hydra/client";
import type { TrafficAnswer, TrafficRun } from "@hydra/protocol";
import { Lease } from "./lease.ts";
import type { Refusal } from "./run.ts";

/** How often, and how long apart, it is asked whether a run's last attack is answered; one that was ended early has more to come. */
const LAST_ANSWERS = 10;
const LAST_ANSWER_MS = 100;

export interface BotsOfServer {
  /** Starts them, keeps them up, or begins a run's sequence. */
  put(run: TrafficRun | undefined): Promise<TrafficAnswer>;
  stop(): Promise<unknown>;
  onAnswer?(answer: TrafficAnswer): void;
}

export class RunTraffic {
  readonly lease: Lease;
  #answer: TrafficAnswer | undefined;
  /** That is under way. */
  #run: TrafficRun | undefined;

  constructor({ put, stop, onAnswer }: BotsOfServer) {
    this.lease = new Lease({
      take: async () => {
        this.#answer = await put(this.#run);
        onAnswer?.(this.#answer);
      },
      release: stop,
    });
  }

  /** What the server last reported. */
  get answer(): TrafficAnswer | undefined {
    return this.#answer;
  }

  async begin(runMs: number): Promise<Refusal | undefined> {
    this.#run = { runId: createId(), runMs };
    const { type } = await this.lease.hold();
    return type === "held" ? undefined : "traffic-busy";
  }

  /** Resolves when all of the run has been answered, or soon; then they stop. */
  async end(): Promise<void> {
    for (let asked = 0; asked < LAST_ANSWERS; asked += 1) {
      await this.lease.hold();
      if (this.#answer?.run?.isOver === true) break;
      await new Promise((resolve) => setTimeout(resolve, LAST_ANSWER_MS));
    }
    this.#run = undefined;
    await this.lease.drop();
  }
}
