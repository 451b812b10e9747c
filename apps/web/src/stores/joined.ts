// Which player this browser is in a family, as its tabs report to one another. The session itself is a cookie that no script can
// read: this spares asking where there is none, which would get, and log, a 401, and it lets a tab notice that another tab
// has joined, or that the player is gone. The cookie is what counts.
import { openTabChannel } from "@hydra/client";
import { canKeep, keep, readKept } from "./kept.ts";
import { noteFamily } from "./my-families.ts";
import { openPageChannel, type ChannelPlatform } from "./page-channel.ts";

/** Null: none. Undefined: unknown, because the browser keeps nothing. */
export type JoinedPlayer = string | null | undefined;

/** What of the platform connects the tabs of one browser. */
export interface TabPlatform extends ChannelPlatform {
  readonly document: Pick<Document, "addEventListener" | "hidden">;
}

interface Message {
  readonly familyId: string;
  readonly playerId: string | null;
}

const CHANNEL = "hydra.joined";

export function joinedPlayer(familyId: string): JoinedPlayer {
  return canKeep() ? readKept(keyOf(familyId)) : undefined;
}

/** Keeps it, and reports it to the other tabs. */
export function markJoined(familyId: string, playerId: string | null, open = openTabChannel): void {
  keep(keyOf(familyId), playerId);
  noteFamily(familyId, playerId !== null);
  const channel = open(CHANNEL, () => undefined);
  channel.post({ familyId, playerId } satisfies Message);
  channel.close();
}

/**
 * Calls `onChange` with every change that another tab reports, and with what is kept when the page is seen again or comes back:
 * where tabs cannot report, or nothing is kept, that is undefined. Returns the function that stops.
 */
export function watchJoined(
  familyId: string,
  onChange: (playerId: JoinedPlayer) => void,
  platform: TabPlatform = browser(),
): () => void {
  const stop = new AbortController();
  const { document } = platform;
  const lookAgain = (): void => onChange(joinedPlayer(familyId));
  const channel = openPageChannel(
    {
      name: CHANNEL,
      onMessage: (message) => {
        if (isMessage(message) && message.familyId === familyId) onChange(message.playerId);
      },
      onReturn: lookAgain,
    },
    platform,
  );
  const onSight = (): void => {
    if (!document.hidden) lookAgain();
  };
  document.addEventListener("visibilitychange", onSight, { signal: stop.signal });
  return () => {
    stop.abort();
    channel.close();
  };
}

function keyOf(familyId: string): string {
  return `joined.${familyId}`;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  return (
    "familyId" in value &&
    "playerId" in value &&
    (value.playerId === null || typeof value.playerId === "string")
  );
}

function browser(): TabPlatform {
  return { page: window, document, open: openTabChannel };
}
