// Messages between the pages of one browser and one server: over a BroadcastChannel, or storage events where there is none. Both
// are there in insecure contexts, and either may be forbidden: then a page finds no other.

export interface TabChannel {
  /** To every other page; never throws. */
  post(message: unknown): void;
  close(): void;
}

/** `onMessage` gets whatever a page of this origin posted: to be checked. */
export function openTabChannel(name: string, onMessage: (message: unknown) => void): TabChannel {
  return openBroadcast(name, onMessage) ?? openStorage(name, onMessage);
}

function openBroadcast(name: string, onMessage: (message: unknown) => void): TabChannel | undefined {
  try {
    const channel = new BroadcastChannel(name);
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => onMessage(data));
    return { post: (message) => channel.postMessage(message), close: () => channel.close() };
  } catch {
    return undefined;
  }
}

function openStorage(name: string, onMessage: (message: unknown) => void): TabChannel {
  const stop = new AbortController();
  const receive = ({ key, newValue }: StorageEvent): void => {
    if (key === name && newValue !== null) onMessage(readJson(newValue));
  };
  globalThis.addEventListener?.("storage", receive, { signal: stop.signal });
  return {
    post(message) {
      try {
        localStorage.setItem(name, JSON.stringify(message));
        // An event comes only with a change, and the next message may be the same.
        localStorage.removeItem(name);
      } catch {
        // Storage is forbidden or full.
      }
    },
    close: () => stop.abort(),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
