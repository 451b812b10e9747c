// A node of a cluster in a process of its own, for tests that kill and pause it. As main.ts, but that it also reports its
// parent a hash of its whole state when it is asked.
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { createApp } from "../../src/app.ts";
import type { BattleLoop } from "../../src/battle/battle-loop.ts";
import { readConfig } from "../../src/config.ts";
import { LogUnavailableError } from "../../src/log/event-log.ts";

const config = readConfig(process.env);
let battle: BattleLoop | undefined;
for (;;) {
  try {
    const app = await createApp(config, { onLoop: (loop) => (battle = loop) });
    const url = await app.listen({ host: config.host, port: config.port });
    process.send?.({ type: "listening", url });
    break;
  } catch (error) {
    if (!(error instanceof LogUnavailableError)) throw error;
    await wait(200);
  }
}

process.on("message", () => {
  const snapshot = battle?.snapshot();
  if (snapshot === undefined) return;
  const { seq, state } = snapshot;
  process.send?.({ type: "state", seq, hash: createHash("sha256").update(state).digest("hex") });
});
