// How the round went that has just ended. Fetched with the first round that ends: most visits see none.
import { listRounds, type ApiOptions } from "@hydra/client";
import type { FinishedRound } from "./arena.ts";

/** Undefined where the server has no such round (any more). @throws ProtocolError */
export async function fetchFinishedRound(
  api: ApiOptions,
  familyId: string,
  round: number,
): Promise<FinishedRound | undefined> {
  const { rounds } = await listRounds(api, familyId);
  return rounds.find((candidate) => candidate.round === round);
}
