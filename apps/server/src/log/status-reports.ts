// Every change of a log's status is a line in the server's log, with the reason: the first few at once, then one every ten
// seconds, which gives how many were left out.
import type { EventLog, LogTrouble } from "./event-log.ts";

/** As much of a logger as this needs. */
export interface ReportLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const BURST = 6;
const REFILL_MS = 10_000;

/** What is reported of: the log, or something else that can be reached or not. */
export interface Reported extends Pick<EventLog, "onStatus"> {
  readonly trouble: LogTrouble | undefined;
}

/** Reports until it is closed. @param name of what is reported of */
export function reportStatus(log: Reported, logger: ReportLogger, name = "event log"): void {
  let allowed = BURST;
  let omitted = 0;
  // What was never reached is not there "again".
  let wasReached = log.trouble === undefined;
  let refilling: NodeJS.Timeout | undefined;

  const report = (): void => {
    allowed -= 1;
    const fields = omitted === 0 ? {} : { omittedChanges: omitted };
    omitted = 0;
    const { trouble } = log;
    if (trouble === undefined) logger.info(fields, `the ${name} can be reached${wasReached ? " again" : ""}`);
    else logger.warn({ ...fields, reason: trouble.reason }, trouble.detail);
    wasReached ||= trouble === undefined;
  };
  const refill = (): void => {
    allowed += 1;
    if (omitted > 0) report();
    if (allowed < BURST) return;
    clearInterval(refilling);
    refilling = undefined;
  };

  log.onStatus((status) => {
    if (status === "closed") return clearInterval(refilling);
    refilling ??= setInterval(refill, REFILL_MS).unref();
    if (allowed > 0) report();
    else omitted += 1;
  });
}
