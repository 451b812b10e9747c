// A channel to the other tabs of this browser for as long as the page is shown. A message to an open channel would evict a page
// from the back/forward cache, so it is closed when the page is left, and opened again if it comes back.
import { openTabChannel, type TabChannel } from "@hydra/client";

export interface PageChannelOptions {
  readonly name: string;
  /** Gets whatever a page of this origin posted: to be checked. */
  onMessage(message: unknown): void;
  /** The page is left; called while the channel is open. */
  onLeave?(): void;
  /** The page has come back, and the channel is open again. */
  onReturn?(): void;
}

/** What of the platform it needs. */
export interface ChannelPlatform {
  readonly page: Pick<EventTarget, "addEventListener">;
  readonly open: typeof openTabChannel;
}

export function openPageChannel(
  options: PageChannelOptions,
  platform: ChannelPlatform = browser(),
): TabChannel {
  const { name, onMessage, onLeave, onReturn } = options;
  const { page, open } = platform;
  const stop = new AbortController();
  const { signal } = stop;
  let channel: TabChannel | undefined = open(name, onMessage);
  const close = (): void => {
    channel?.close();
    channel = undefined;
  };
  const leave = (): void => {
    onLeave?.();
    close();
  };
  const rejoin = (event: Event): void => {
    if (!("persisted" in event) || event.persisted !== true) return;
    channel ??= open(name, onMessage);
    onReturn?.();
  };
  page.addEventListener("pagehide", leave, { signal });
  page.addEventListener("pageshow", rejoin, { signal });
  signal.addEventListener("abort", close);
  return { post: (message) => channel?.post(message), close: () => stop.abort() };
}

function browser(): ChannelPlatform {
  return { page: window, open: openTabChannel };
}
