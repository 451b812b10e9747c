// What cannot be done before the servers have a leader, or while they are too busy to answer, is tried again.
import { setTimeout as wait } from "node:timers/promises";
import { LogUnavailableError } from "../../../src/log/event-log.ts";

export async function untilAvailable<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof LogUnavailableError)) throw error;
      await wait(200);
    }
  }
}
