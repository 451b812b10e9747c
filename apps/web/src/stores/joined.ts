// Which families this browser has joined. The session itself is a cookie no script can read; this only spares asking
// for it where there is none, which would get, and log, a 401.
import { keep, readKept } from "./kept.ts";

export function hasJoined(familyId: string): boolean {
  return readKept(`joined.${familyId}`) !== null;
}

export function markJoined(familyId: string, isJoined: boolean): void {
  keep(`joined.${familyId}`, isJoined ? "1" : null);
}
