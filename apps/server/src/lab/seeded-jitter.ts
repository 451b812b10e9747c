// How late each part of a connection is, drawn from the lab's seed: by the lane that its first request names, how many connections that
// lane had before it, and the direction. So a lane's draws do not depend on what others do meanwhile. SPEC PR126.
import { hashText } from "@hydra/feed";
import { createRandom } from "@hydra/protocol";

/** A lane's transport, behind the lab's own name, which is another one each time. */
const LANE = /[?&]lane=(?:[\w.-]*\.)?([\w-]{1,32})(?![\w.-])/;
/** Many more than a lab has. */
const MAX_LANES = 256;
/** Where a lane is named: in the request line. */
const MAX_LINE_BYTES = 2_048;

export interface ConnectionJitter {
  /** To be called with what the client sends; the first call names the connection. */
  name(bytes: Buffer): void;
  /** The next draw of a direction, from 0, below 1. */
  draw(direction: "up" | "down"): number;
}

export class SeededJitter {
  #seed: number;
  /** Connections of each lane so far. */
  readonly #counts = new Map<string, number>();
  #generation = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Every lane's draws begin anew, those of open connections too. */
  restart(seed: number): void {
    this.#seed = seed;
    this.#generation += 1;
    this.#counts.clear();
  }

  connection(): ConnectionJitter {
    let lane: string | undefined;
    let generation = -1;
    let draws: Record<"up" | "down", () => number>;
    return {
      name: (bytes) => (lane ??= LANE.exec(bytes.toString("latin1", 0, MAX_LINE_BYTES))?.[1] ?? ""),
      draw: (direction) => {
        if (generation !== this.#generation) {
          generation = this.#generation;
          draws = this.#begin(lane ?? "");
        }
        return draws[direction]();
      },
    };
  }

  #begin(lane: string): Record<"up" | "down", () => number> {
    const count = this.#counts.get(lane) ?? 0;
    // Those of one too many repeat.
    if (count > 0 || this.#counts.size < MAX_LANES) this.#counts.set(lane, count + 1);
    const random = (direction: string): (() => number) =>
      createRandom(hashText(`${this.#seed} ${lane} ${count} ${direction}`));
    return { up: random("up"), down: random("down") };
  }
}
