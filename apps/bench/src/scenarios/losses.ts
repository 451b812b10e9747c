// What a messaging system loses, and which of two clients notices: one that orders by time stamps, and one that orders by cursors.
import { race, type Race } from "../losses/race.ts";
import type { Claim, Result, Scenario } from "../scenario.ts";

/** The service drops what is over ten messages a second. */
const RATES = [8, 15, 30];
const LEAST_SECONDS = 10;
/** Changes between two messages, mostly. */
const CHANGES_A_MESSAGE = 2;

export const losses: Scenario = {
  name: "losses",
  summary: "messages that a chat room drops: rows missing where order is by time, and by cursor",
  async run({ seconds, seed }) {
    const finished: (readonly [rate: number, race: Race])[] = [];
    for (const messagesPerSecond of RATES) {
      const rowsPerSecond = messagesPerSecond * CHANGES_A_MESSAGE;
      const rows = rowsPerSecond * Math.max(LEAST_SECONDS, seconds);
      finished.push([messagesPerSecond, await race({ messagesPerSecond, rows, rowsPerSecond, seed })]);
    }
    return report(finished);
  },
};

function report(finished: readonly (readonly [rate: number, race: Race])[]): Result {
  const columns = [
    "messages a second",
    "sent",
    "dropped",
    "by time: rows missing",
    "noticed",
    "by cursor: rows missing",
    "losses repaired",
    "requests",
  ];
  const rows = finished.map(([rate, { messages, dropped, byTime, byCursor }]) =>
    [
      rate,
      messages,
      dropped,
      byTime.missing,
      byTime.noticed,
      byCursor.missing,
      byCursor.noticed,
      byCursor.requests,
    ].map(String),
  );
  const missing = finished.reduce((sum, [, { byCursor }]) => sum + byCursor.missing, 0);
  const claim: Claim = {
    what: "losses: rows missing where order is by cursor",
    target: "0",
    measured: String(missing),
    holds: missing === 0,
  };
  const title = "A chat room that delivers ten messages a second, and drops the rest at random";
  return { tables: [{ title, columns, rows }], claims: [claim] };
}
