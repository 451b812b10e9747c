// The log's worker, but it dies of two kinds of event: before it has stored them, or after, without an answer.
import { parentPort } from "node:worker_threads";
import type { Reply, Request } from "../../../src/log/sqlite/messages.ts";

/** An event with this commandId ends the worker before it is stored. */
export const DIE_BEFORE = "die-before";
/** An event with this commandId ends the worker after it was stored. */
export const DIE_AFTER = "die-after";

if (parentPort !== null) {
  const port = parentPort;
  let isLast = false;
  port.on("message", (request: Request) => {
    if (request.type !== "append") return;
    if (request.events.includes(DIE_BEFORE)) process.exit();
    isLast = request.events.includes(DIE_AFTER);
  });
  const post = port.postMessage.bind(port);
  port.postMessage = (reply: Reply) => {
    if (isLast) process.exit();
    post(reply);
  };
  await import("../../../src/log/sqlite/log-worker.ts");
}
