// The list of a family's finished rounds: the newest page again and again, older pages once, since a finished round never changes.
import type { RoundAnswer, RoundsAnswer, RoundsQuery } from "@hydra/protocol";
import { createLookUp, type LookUp } from "./looked-up.ts";

export interface Rounds {
  /** Newest first. */
  readonly rounds: readonly RoundAnswer[];
  /** Where the next page begins; undefined when all are there. */
  readonly next: string | undefined;
}

export interface RoundsStore extends LookUp<Rounds> {
  /** Adds the next page. */
  older(): Promise<void>;
}

/** Of a ranking the list shows the leader. */
const PAGE: RoundsQuery = { limit: 20, rows: 1 };

export function createRounds(list: (query: RoundsQuery) => Promise<RoundsAnswer>): RoundsStore {
  let isOlderWanted = false;
  const lookUp = createLookUp<Rounds>(async (shown) => {
    if (!isOlderWanted || shown?.next === undefined) return joined(await list(PAGE), shown);
    isOlderWanted = false;
    const { rounds, next } = await list({ ...PAGE, before: shown.next });
    return { rounds: [...shown.rounds, ...rounds], next };
  });
  return {
    ...lookUp,
    older() {
      isOlderWanted = true;
      return lookUp.refresh();
    },
  };
}

/** A new first page with what was shown below it. More than a page may have ended meanwhile: then the rest is fetched again. */
function joined({ rounds, next }: RoundsAnswer, shown: Rounds | undefined): Rounds {
  const oldest = rounds.at(-1)?.round ?? 1;
  const below = shown?.rounds.filter(({ round }) => round < oldest) ?? [];
  const isWhole = below[0]?.round === oldest - 1;
  return isWhole ? { rounds: [...rounds, ...below], next: shown?.next } : { rounds, next };
}
