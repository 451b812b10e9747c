// What a chat room's message carries: the frame, its cursor, and `msgTime`, by which clients without cursors tell late from new. Nothing here orders by it: of two messages with their times a client cannot tell whether one between them is lost. SPEC MG32.
import type { RoomMessage } from "../provider.ts";

/** Of one message ("Send a message", `attach`). */
const MAX_ATTACHMENT_CHARACTERS = 4_096;
/** What stands around the frame has 100 at most: names, a time of 13 digits, a cursor of 49. UTF-8 has no fewer bytes than characters. */
export const MAX_FRAME_BYTES = MAX_ATTACHMENT_CHARACTERS - 128;

/** @param msgTime epoch milliseconds, whole */
export function encodeAttachment({ cursor, payload }: RoomMessage, msgTime: number): string {
  return `{"msgTime":${msgTime},"cursor":${JSON.stringify(cursor)},"frame":${payload.toString()}}`;
}
