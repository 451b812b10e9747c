// Entries from the text of several, a JSON array.
import type { Entry } from "@hydra/engine";

/**
 * The entries of a page.
 * @throws Error when the text is not what this server writes: the file was changed by something else.
 */
export function parseEntries(text: string): readonly Entry[] {
  const entries: unknown = JSON.parse(text);
  if (Array.isArray(entries) && entries.every(isEntry)) return entries;
  throw new Error("a row is no entry");
}

// That there is an event is checked; which one is the engine's to judge, as with an event fresh from a route.
function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  if (!("seq" in value && "at" in value && "event" in value)) return false;
  const { seq, at, event } = value;
  if (typeof seq !== "number" || typeof at !== "number") return false;
  return typeof event === "object" && event !== null && "type" in event && "familyId" in event;
}
