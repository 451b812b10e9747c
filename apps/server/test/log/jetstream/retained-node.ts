// A node that keeps a stream to its retention, in a process of its own, for tests that kill it. Arguments: `host:port,…`, stream,
// data folder, days, milliseconds of a lease. Prints each step on stdout before it goes on, written synchronously.
import { writeSync } from "node:fs";
import { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { jetStreamRetention } from "../../../src/log/jetstream/jetstream-retention.ts";
import { Retention } from "../../../src/log/retention.ts";
import { untilAvailable } from "./until-available.ts";

const print = (line: string): void => void writeSync(1, `${line}\n`);
const [servers = "", stream = "", dataDir = "", days = "", leaseMs = ""] = process.argv.slice(2);

const log = await untilAvailable(() =>
  JetStreamLog.open({
    nats: { servers: servers.split(",") },
    stream,
    timings: { leaseMs: Number(leaseMs) },
  }),
);
const retention = new Retention({
  log: jetStreamRetention(log, dataDir),
  days: Number(days),
  onArchived: ({ until }) => print(`archived ${until}`),
  onFailure: (error) => print(`failed: ${error.message}`),
  onDone: () => print("done"),
});
print("open");
setInterval(() => retention, 1_000);
