// What of a battle grows with its players and hits, and is only there while something happens in it (dormancy.ts).
import { createCommandWindow, rememberedIn, type CommandWindow } from "./command-window.ts";
import { createRanking, type Ranking } from "./ranking/ranking.ts";
import { createRecentHits, type RecentHits } from "./recent-hits.ts";
import { createRoster, type Roster } from "./roster.ts";
import type { SkillTable } from "./skills.ts";
import type { FinishedRound } from "./types.ts";

export interface BattleParts {
  readonly roster: Roster;
  ranking: Ranking;
  readonly commands: CommandWindow;
  readonly hits: RecentHits;
  readonly finishedRounds: FinishedRound[];
}

export function createParts(seed: number, skills: SkillTable): BattleParts {
  return {
    roster: createRoster(seed, skills),
    ranking: createRanking(),
    commands: createCommandWindow(),
    hits: createRecentHits(),
    finishedRounds: [],
  };
}

/** How much there is to write down and to read again: players, commands, and rows of finished rounds. O(1). */
export function rowsOf({ roster, commands, finishedRounds }: BattleParts): number {
  const rounds = finishedRounds.reduce((rows, { ranking }) => rows + ranking.length, 0);
  return roster.ids.length + rememberedIn(commands) + rounds;
}
