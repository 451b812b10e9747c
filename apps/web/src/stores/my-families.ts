// The families that this browser is a player in, the latest first: as it has kept them. Whether that still holds the server is asked
// when they are shown; a family that it does not have, or has no player of, is forgotten.
import type { FamilySummary, PlayerAnswer } from "@hydra/protocol";
import { keep, readKept } from "./kept.ts";
import { codeOf } from "./problem.ts";

const KEY = "families";
/** More than a person comes back to; the one joined longest ago goes. */
const MAX_KEPT = 12;

export function myFamilyIds(): readonly string[] {
  try {
    const ids: unknown = JSON.parse(readKept(KEY) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string").slice(0, MAX_KEPT) : [];
  } catch {
    return [];
  }
}

/** First of all from now on, or none of them. */
export function noteFamily(familyId: string, isMine: boolean): void {
  const others = myFamilyIds().filter((id) => id !== familyId);
  const ids = isMine ? [familyId, ...others].slice(0, MAX_KEPT) : others;
  keep(KEY, ids.length === 0 ? null : JSON.stringify(ids));
}

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
