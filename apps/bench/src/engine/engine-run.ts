// One engine-worker as seen from the scenario: started, asked, ended.
import { fork } from "node:child_process";
import { once } from "node:events";
import type { LoadOptions } from "./load.ts";

export interface EngineRun {
  readonly players: number;
  /** Applies some 200,000 attacks and returns the mean cost of one. */
  measure(): Promise<number>;
  end(): void;
}

export async function startEngineRun(options: LoadOptions): Promise<EngineRun> {
  const { players, maxHp, stepMs } = options;
  const child = fork(new URL("./engine-worker.ts", import.meta.url), [players, maxHp, stepMs].map(String), {
    execArgv: ["--max-old-space-size=4096"],
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
      if (typeof message !== "object" || message === null || !("nsPerAttack" in message)) {
        throw new Error("The engine's process answered something else.");
      }
      return Number(message.nsPerAttack);
    },
    end() {
      child.disconnect();
    },
  };
}
