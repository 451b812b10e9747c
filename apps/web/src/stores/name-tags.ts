// Distinguishes what one name would not: a bot from a person, and players of one name from each other, by the end of their ids. Pure.
import type { RankedEntry } from "@hydra/engine";
import { isBot } from "@hydra/protocol";

/** Enough for a handful of equal names; short enough to be read out. */
const TAG_LENGTH = 3;

export type Named = Pick<RankedEntry, "playerId" | "name">;

/** Names that more than one of the rows has, as people see them: without regard to case. */
export function sharedNames(entries: readonly Named[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of entries) {
    const key = keyOf(name);
    if (seen.has(key)) shared.add(key);
    seen.add(key);
  }
  return shared;
}

/** `bot`, a tag such as `#7kq` where the name is not enough, else nothing. */
export function nameTag({ playerId, name }: Named, shared: ReadonlySet<string>): string | undefined {
  if (isBot(playerId)) return "bot";
  return shared.has(keyOf(name)) ? `#${playerId.slice(-TAG_LENGTH)}` : undefined;
}

function keyOf(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
