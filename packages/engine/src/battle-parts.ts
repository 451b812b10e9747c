// What of a battle grows with its players and hits, and is only there while something happens in it (dormancy.ts).
import { createCommandWindow, rememberedIn, type CommandWindow } from "./command-window.ts";
import { createFame, type Fame } from "./fame.ts";
import { createRanking, type Ranking } from "./ranking/ranking.ts";
import { createRecentHits, type RecentHits } from "./recent-hits.ts";
import { createRoster, type Roster } from "./roster.ts";
import { createRoundHistory, rowsIn, type RoundHistory } from "./round-history.ts";
import { FINISHED_ROUNDS_KEPT } from "./rules.ts";
import type { SkillTable } from "./skills.ts";

export interface BattleParts {
  readonly roster: Roster;
  ranking: Ranking;
  readonly commands: CommandWindow;
  readonly hits: RecentHits;
  readonly history: RoundHistory;
  readonly fame: Fame;
}

export function createParts(seed: number, skills: SkillTable): BattleParts {
  return {
    roster: createRoster(seed, skills),
    ranking: createRanking(),
    commands: createCommandWindow(),
    hits: createRecentHits(),
    history: createRoundHistory(),
    fame: createFame(),
  };
}

/** How much there is to write down and to read again: players, commands, and rows of finished rounds. O(1). */
export function rowsOf({ roster, commands, history }: BattleParts): number {
  const recent = history.rounds.slice(-FINISHED_ROUNDS_KEPT);
  const rows = recent.reduce((count, record) => count + rowsIn(record), history.oldRows);
  return roster.ids.length + rememberedIn(commands) + rows;
}
