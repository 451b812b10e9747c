// How many tabs of this browser have a lab open: they share six connections to the weather's port (HTTP/1.1).
import { createStore, type StoreApi } from "zustand/vanilla";

type Word = { readonly type: "here" | "gone"; readonly id: string };

export interface OpenLabs {
  /** This one counted. */
  readonly store: StoreApi<number>;
  close(): void;
}

/** `open` makes the channel; a browser without one has one lab as far as anybody knows. */
export function countOpenLabs(id: string, open: () => BroadcastChannel): OpenLabs {
  const store = createStore<number>(() => 1);
  const others = new Set<string>();
  const channel = open();
  const say = (type: Word["type"]): void => channel.postMessage({ type, id } satisfies Word);
  channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    const isNew = data.type === "here" && !others.has(data.id);
    if (data.type === "here") others.add(data.id);
    else others.delete(data.id);
    store.setState(others.size + 1, true);
    // Whoever comes later has not heard of this one.
    if (isNew) say("here");
  });
  const leave = (): void => say("gone");
  const stop = new AbortController();
  globalThis.addEventListener?.("pagehide", leave, { signal: stop.signal });
  say("here");
  return {
    store,
    close() {
      stop.abort();
      leave();
      channel.close();
    },
  };
}
