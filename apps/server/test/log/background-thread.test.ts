import { once } from "node:events";
import { constants } from "node:os";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";

it.skipIf(process.platform !== "linux")(
  "[EL27] lowers the priority of its own thread and of no other",
  async () => {
    const worker = new Worker(new URL("priority-worker.ts", import.meta.url));
    const [{ before, own, first }] = (await once(worker, "message")) as [
      Record<"before" | "own" | "first", number>,
    ];
    expect(own).toBe(Math.max(before, constants.priority.PRIORITY_BELOW_NORMAL));
    expect(first).toBe(before);
  },
);
