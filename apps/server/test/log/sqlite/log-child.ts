// A process of its own for tests that need one: opens the log in argv[2] and does what argv[3] says. Speaks on stdout,
// one line at a time, written synchronously so that a line that was written is a line the parent can read.
import { writeSync } from "node:fs";
import { openSqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { Retention } from "../../../src/log/retention.ts";
import { sqliteRetention } from "../../../src/log/sqlite/sqlite-retention.ts";
import { testEvent } from "../contract/log-home.ts";

const say = (line: string): void => void writeSync(1, `${line}\n`);
const [, , dataDir = "", task = "", argument = "0"] = process.argv;

try {
  const log = await openSqliteLog({ dataDir });
  say("open");
  if (task === "append") {
    // Never ends by itself. Says `<n> <seq>` for each event n that was acknowledged.
    const first = Number(argument);
    const lanes = 20;
    for (let lane = 0; lane < lanes; lane += 1) {
      void (async () => {
        for (let n = first + lane; ; n += lanes) say(`${n} ${(await log.append(testEvent(n))).seq}`);
      })();
    }
  } else if (task === "append-on-demand") {
    // An append for each line of stdin, which is the event's n. Says what became of it.
    process.stdin.setEncoding("utf8");
    for await (const line of process.stdin) {
      const outcome = await log.append(testEvent(Number(line))).then(
        ({ seq }) => `stored ${seq}`,
        (error: Error) => `${error.name} ${error.message}`,
      );
      say(outcome);
      say(log.status);
    }
    await log.close();
  } else if (task === "retain") {
    // Says what it does right after each step, and ends when all is done.
    const heard = (line: string, step: Promise<unknown>): Promise<unknown> => step.finally(() => say(line));
    const retention = new Retention({
      log: sqliteRetention({
        dataDir,
        now: () => log.now(),
        saveSnapshotPart: (part) => heard("part", log.saveSnapshotPart(part)) as Promise<void>,
        dropOldSnapshots: (format) => heard("snapshot", log.dropOldSnapshots(format)) as Promise<void>,
        beginAfter(seq, format) {
          say("archived");
          return heard("begins", log.beginAfter(seq, format)) as Promise<void>;
        },
        dropSome: () => heard("dropped", log.dropSome()) as Promise<boolean>,
      }),
      days: Number(argument),
      onArchived: () => undefined,
      onFailure: (error) => say(error.message),
      onDone: () => say("done"),
    });
    await new Promise(() => setInterval(() => retention, 1_000));
  } else if (task === "throw") {
    log.subscribe(0, () => {
      throw new Error("the subscriber's own fault");
    });
    log.subscribe(0, (entries) => say(`delivered ${entries.length}`));
    say(`stored ${(await log.append(testEvent(0))).seq}`);
  }
} catch (error) {
  say(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
