// Between the two ways to append: a promise for most, an appender for callers that make tens of thousands of appends a second.
import type { BattleEvent } from "@hydra/engine";
import type { Appended, Appender, EventLog } from "./event-log.ts";

/** An append by promise on a log that calls appenders. */
export function appendByPromise(log: Pick<EventLog, "appendFor">, event: BattleEvent): Promise<Appended> {
  return new Promise((resolve, reject) =>
    log.appendFor({ onAppended: (seq, at) => resolve({ seq, at }), onNotAppended: reject }, event),
  );
}

/** Calls an appender with how an append by promise ended; what it throws surfaces as an uncaught exception. */
export function callAppender(appender: Appender, appended: Promise<Appended>): void {
  void appended.then(
    ({ seq, at }) => appender.onAppended(seq, at),
    (error: unknown) => appender.onNotAppended(error),
  );
}
