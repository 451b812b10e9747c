// One of the families that this browser is a player in, as the server has it.
import type { FamilySummary, PlayerAnswer } from "@hydra/protocol";
import { codeOf } from "./problem.ts";

export interface MyFamily {
  readonly family: FamilySummary;
  readonly me: PlayerAnswer;
}

export interface FamilyQuestions {
  getFamily(familyId: string): Promise<FamilySummary>;
  getMe(familyId: string): Promise<PlayerAnswer>;
  /** The server has no such family, or no player of this browser in it. */
  forget(familyId: string): void;
}

/**
 * What the server has of a family, and of the player there.
 * @returns null where it is none of this browser's any more, undefined where the server cannot be asked
 */
export async function askForFamily(
  familyId: string,
  { getFamily, getMe, forget }: FamilyQuestions,
): Promise<MyFamily | null | undefined> {
  try {
    const [family, me] = await Promise.all([getFamily(familyId), getMe(familyId)]);
    return { family, me };
  } catch (error) {
    if (!["unknown-family", "unknown-player", "unauthenticated"].includes(codeOf(error))) return undefined;
    forget(familyId);
    return null;
  }
}
