// Which player this browser is in a family, as its tabs tell one another. The session itself is a cookie that no script can
// read: this spares asking where there is none, which would get, and log, a 401, and it lets a tab notice that another tab
// has joined, or that the player is gone. What the cookie says is what counts.
import { canKeep, keep, readKept } from "./kept.ts";

/** Null: none. Undefined: unknown, because the browser keeps nothing. */
export type JoinedPlayer = string | null | undefined;

/** What of the platform connects the tabs of one browser. */
export interface TabPlatform {
  readonly page: Pick<EventTarget, "addEventListener">;
  readonly document: Pick<Document, "addEventListener" | "hidden">;
  /** Undefined where the browser has no channel, or forbids it together with storage. */
  openChannel(): BroadcastChannel | undefined;
}

interface Message {
  readonly familyId: string;
  readonly playerId: string | null;
}

export function joinedPlayer(familyId: string): JoinedPlayer {
  return canKeep() ? readKept(keyOf(familyId)) : undefined;
}

/** Keeps it, and tells the other tabs. */
export function markJoined(familyId: string, playerId: string | null, openChannel = openTabChannel): void {
  keep(keyOf(familyId), playerId);
  const channel = openChannel();
  channel?.postMessage({ familyId, playerId } satisfies Message);
  channel?.close();
}

/**
 * Calls `onChange` with every change that another tab tells, over a BroadcastChannel or by a storage event, and with what is
 * kept when the page is seen again or comes back. Returns the function that stops.
 */
export function watchJoined(
  familyId: string,
  onChange: (playerId: JoinedPlayer) => void,
  platform: TabPlatform = browser(),
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let channel: BroadcastChannel | undefined;
  const open = (): void => {
    channel = platform.openChannel();
    channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => {
      if (data.familyId === familyId) onChange(data.playerId);
    });
  };
  const close = (): void => {
    channel?.close();
    channel = undefined;
  };
  const lookAgain = (): void => onChange(joinedPlayer(familyId));

  open();
  signal.addEventListener("abort", close);
  platform.page.addEventListener(
    "storage",
    (event) => {
      if (isChangeOf(event, keyOf(familyId))) onChange(event.newValue);
    },
    { signal },
  );
  // A message to an open channel would evict a page from the back/forward cache.
  platform.page.addEventListener("pagehide", close, { signal });
  platform.page.addEventListener(
    "pageshow",
    (event) => {
      if (!("persisted" in event) || event.persisted !== true) return;
      open();
      lookAgain();
    },
    { signal },
  );
  platform.document.addEventListener(
    "visibilitychange",
    () => {
      // Where nothing is kept, asking costs a request: only where no channel would have told.
      if (!platform.document.hidden && (channel === undefined || canKeep())) lookAgain();
    },
    { signal },
  );
  return () => stop.abort();
}

function keyOf(familyId: string): string {
  return `joined.${familyId}`;
}

function isChangeOf(event: Event, key: string): event is StorageEvent {
  return "key" in event && event.key === `hydra.${key}`;
}

function openTabChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel("hydra.joined");
  } catch {
    return undefined;
  }
}

function browser(): TabPlatform {
  return { page: window, document, openChannel: openTabChannel };
}
