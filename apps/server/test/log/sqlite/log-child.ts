// A process of its own for tests that need one: opens the log in argv[2] and does what argv[3] names. Prints on stdout,
// one line at a time, written synchronously so that a line that was written is a line the parent can read.
import { writeSync } from "node:fs";
import { openSqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { Retention } from "../../../src/log/retention.ts";
import { sqliteRetention } from "../../../src/log/sqlite/sqlite-retention.ts";
import { testEvent } from "../contract/log-home.ts";

const print = (line: string): void => void writeSync(1, `${line}\n`);
const [, , dataDir = "", task = "", argument = "0"] = process.argv;

try {
  const log = await openSqliteLog({ dataDir });
  print("open");
  if (task === "append") {
    // Never ends by itself. Prints `<n> <seq>` for each event n that was acknowledged.
    const first = Number(argument);
    const lanes = 20;
    for (let lane = 0; lane < lanes; lane += 1) {
      void (async () => {
        for (let n = first + lane; ; n += lanes) print(`${n} ${(await log.append(testEvent(n))).seq}`);
      })();
    }
  } else if (task === "append-on-demand") {
    // An append for each line of stdin, which is the event's n. Prints what became of it.
    process.stdin.setEncoding("utf8");
    for await (const line of process.stdin) {
      const outcome = await log.append(testEvent(Number(line))).then(
        ({ seq }) => `stored ${seq}`,
        (error: Error) => `${error.name} ${error.message}`,
      );
      print(outcome);
      print(log.status);
    }
    await log.close();
  } else if (task === "retain") {
    // Prints what it does right after each step, and ends when all is done.
    const confirmed = (line: string, step: Promise<unknown>): Promise<unknown> =>
      step.finally(() => print(line));
    const retention = new Retention({
      log: sqliteRetention({
        dataDir,
        now: () => log.now(),
        saveSnapshotPart: (part) => confirmed("part", log.saveSnapshotPart(part)) as Promise<void>,
        dropOldSnapshots: (format) => confirmed("snapshot", log.dropOldSnapshots(format)) as Promise<void>,
        beginAfter(seq, format) {
          print("archived");
          return confirmed("begins", log.beginAfter(seq, format)) as Promise<void>;
        },
        dropSome: () => confirmed("dropped", log.dropSome()) as Promise<boolean>,
      }),
      days: Number(argument),
      onArchived: () => undefined,
      onFailure: (error) => print(error.message),
      onDone: () => print("done"),
    });
    await new Promise(() => setInterval(() => retention, 1_000));
  } else if (task === "throw") {
    log.subscribe(0, () => {
      throw new Error("the subscriber's own fault");
    });
    log.subscribe(0, (entries) => print(`delivered ${entries.length}`));
    print(`stored ${(await log.append(testEvent(0))).seq}`);
  }
} catch (error) {
  print(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
