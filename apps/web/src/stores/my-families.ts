// The families that this browser is a player in, the latest first: as it has kept them. Whether that still holds the server is asked
// when they are shown; a family that it does not have, or has no player of, is forgotten.
import { keep, readKept } from "./kept.ts";

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
