// Hours of play in which everything happens to the server that a client, a clock, a disk and an operator can do to it. What is asked at
// the end are promises, not figures: what does not hold fails the run.
import { claimsOf, failuresOf, tablesOf } from "../soak/report.ts";
import { runSoak, type SoakRun } from "../soak/run.ts";
import type { Claim, Scenario } from "../scenario.ts";

export const soak: Scenario = {
  name: "soak",
  summary:
    "players, watchers of every transport and labs while the server is killed every minute, an hour long",
  isAsked: true,
  run: async ({ minutes, killSeconds, seed }) => {
    // Breaking it off leaves no server and no mount behind.
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
    const killEveryMs = killSeconds * 1_000;
    const claims = (run: SoakRun): Claim[] => claimsOf(run, killEveryMs);
    const isHeld = (run: SoakRun): boolean => claims(run).every(({ holds }) => holds);
    const run = await runSoak({ lastsMs: minutes * 60_000, killEveryMs, seed }, isHeld);
    for (const failure of failuresOf(run)) console.log(failure);
    return { tables: tablesOf(run, killEveryMs), claims: claims(run) };
  },
};
