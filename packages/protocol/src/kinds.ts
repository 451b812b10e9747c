// What an id shows of itself for ever: that a family is not listed, that a player is a bot. Ids that the server makes otherwise have no
// hyphen. So nothing else on the wire, in a log or in a snapshot need carry it, and what was written before means what it meant.
// SPEC PR170, PR172.

const PRIVATE_FAMILY = "private-";
const BOT = "bot-";

export function privateFamilyId(id: string): string {
  return PRIVATE_FAMILY + id;
}

/** Found by its link only: no list has it. */
export function isPrivateFamily(familyId: string): boolean {
  return familyId.startsWith(PRIVATE_FAMILY);
}

/** @param number from 1 */
export function botId(number: number): string {
  return `${BOT}${number}`;
}

/** Played by the server. */
export function isBot(playerId: string): boolean {
  return playerId.startsWith(BOT);
}
