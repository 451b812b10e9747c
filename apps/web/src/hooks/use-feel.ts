// Sound and vibration, for as long as one of them is on and its arena's page is open.
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Arena } from "../stores/arena.ts";
import type { Effects } from "../stores/effects.ts";
import { settings } from "../stores/settings.ts";

export function useFeel({ effects }: Arena): void {
  const isWished = useStore(settings, ({ isSoundOn, isVibrationOn }) => isSoundOn || isVibrationOn);
  useEffect(() => {
    if (!isWished) return;
    const leaving = new AbortController();
    // Where it cannot be loaded the battle goes on without: the next visit, or the next switch, is another chance.
    begin(effects, leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, [effects, isWished]);
}

async function begin(effects: Effects, signal: AbortSignal): Promise<void> {
  const { feel } = await import("../feel/index.ts");
  if (!signal.aborted) signal.addEventListener("abort", feel(effects));
}
