// One engine-worker as seen from the scenario: started, asked, ended.
import { fork } from "node:child_process";
import { once } from "node:events";
import type { LoadOptions } from "./load.ts";

/** The mean cost of one attack. */
export interface AttackCost {
  /** Processor time of the thread that applies, pauses for the garbage collector included. */
  readonly cpuNs: number;
  readonly wallNs: number;
}

export interface EngineRun {
  readonly players: number;
  /** Applies 200,000 attacks. */
  measure(): Promise<AttackCost>;
  end(): void;
}

export async function startEngineRun(options: LoadOptions): Promise<EngineRun> {
  const { players, maxHp, stepMs } = options;
  const child = fork(new URL("./engine-worker.ts", import.meta.url), [players, maxHp, stepMs].map(String), {
    execArgv: ["--expose-gc", "--max-old-space-size=4096"],
  });
  const answer = async (): Promise<unknown> => {
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`The engine's process ended with ${String(code)}.`);
    });
    const answers: unknown[] = await Promise.race([once(child, "message"), ended]);
    return answers[0];
  };
  await answer();
  return {
    players,
    async measure() {
      child.send("measure");
      const message = await answer();
      if (!isAttackCost(message)) throw new Error("The engine's process answered something else.");
      return message;
    },
    end() {
      child.disconnect();
    },
  };
}

function isAttackCost(message: unknown): message is AttackCost {
  return typeof message === "object" && message !== null && "cpuNs" in message && "wallNs" in message;
}
