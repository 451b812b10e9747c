// A log in a process of its own, for tests of what ends the process: opens it, reports it, and lives until it is ended.
// Arguments: `host:port`, stream, milliseconds between two checks of the stream.
import { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { untilAvailable } from "./until-available.ts";

const [server = "", stream = "", checkIntervalMs = ""] = process.argv.slice(2);
await untilAvailable(() =>
  JetStreamLog.open({
    nats: { servers: [server] },
    stream,
    timings: { checkIntervalMs: Number(checkIntervalMs) },
  }),
);
process.stdout.write("open\n");
