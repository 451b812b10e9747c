// How many tabs of this browser have a lab open: they share six connections to the weather's port (HTTP/1.1).
import { createStore, type StoreApi } from "zustand/vanilla";
import { openPageChannel, type ChannelPlatform } from "../page-channel.ts";

interface Word {
  readonly type: "here" | "gone";
  readonly id: string;
}

export interface OpenLabs {
  /** This one counted; one where tabs cannot tell each other. */
  readonly store: StoreApi<number>;
  close(): void;
}

/** @param id another in every tab */
export function countOpenLabs(id: string, platform?: ChannelPlatform): OpenLabs {
  const store = createStore<number>(() => 1);
  const others = new Set<string>();
  const tell = (type: Word["type"]): void => channel.post({ type, id } satisfies Word);
  const onMessage = (message: unknown): void => {
    if (!isWord(message)) return;
    const isNew = message.type === "here" && !others.has(message.id);
    if (message.type === "here") others.add(message.id);
    else others.delete(message.id);
    store.setState(others.size + 1, true);
    // One that comes later does not count this one yet.
    if (isNew) tell("here");
  };
  const onReturn = (): void => {
    others.clear();
    store.setState(1, true);
    tell("here");
  };
  const channel = openPageChannel(
    { name: "hydra.lab", onMessage, onLeave: () => tell("gone"), onReturn },
    platform,
  );
  tell("here");
  return {
    store,
    close() {
      tell("gone");
      channel.close();
    },
  };
}

function isWord(value: unknown): value is Word {
  if (typeof value !== "object" || value === null || !("type" in value) || !("id" in value)) return false;
  return (value.type === "here" || value.type === "gone") && typeof value.id === "string";
}
