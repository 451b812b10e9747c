// How many tabs of this browser have a lab open whose lanes are at the same port: they share six connections to it (HTTP/1.1).
import { createStore, type StoreApi } from "zustand/vanilla";
import { openPageChannel, type ChannelPlatform } from "../page-channel.ts";

interface Presence {
  readonly type: "here" | "gone";
  readonly id: string;
}

export interface OpenLabs {
  /** This one counted; one where tabs cannot reach each other. */
  readonly store: StoreApi<number>;
  close(): void;
}

export interface OpenLab {
  /** Another in every tab. */
  readonly id: string;
  readonly lanesUrl: string;
}

export function countOpenLabs({ id, lanesUrl }: OpenLab, platform?: ChannelPlatform): OpenLabs {
  const store = createStore<number>(() => 1);
  const others = new Set<string>();
  const announce = (type: Presence["type"]): void => channel.post({ type, id } satisfies Presence);
  const onMessage = (message: unknown): void => {
    if (!isPresence(message)) return;
    const isNew = message.type === "here" && !others.has(message.id);
    if (message.type === "here") others.add(message.id);
    else others.delete(message.id);
    store.setState(others.size + 1, true);
    // One that comes later does not count this one yet.
    if (isNew) announce("here");
  };
  const onReturn = (): void => {
    others.clear();
    store.setState(1, true);
    announce("here");
  };
  const channel = openPageChannel(
    { name: `hydra.lab ${lanesUrl}`, onMessage, onLeave: () => announce("gone"), onReturn },
    platform,
  );
  announce("here");
  return {
    store,
    close() {
      announce("gone");
      channel.close();
    },
  };
}

function isPresence(value: unknown): value is Presence {
  if (typeof value !== "object" || value === null || !("type" in value) || !("id" in value)) return false;
  return (value.type === "here" || value.type === "gone") && typeof value.id === "string";
}
