// Sound and vibration, for as long as one of them is on and its arena's page is open.
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Arena } from "../stores/arena.ts";
import { settings } from "../stores/settings.ts";

export function useFeel({ effects }: Arena): void {
  const isWished = useStore(settings, ({ isSoundOn, isVibrationOn }) => isSoundOn || isVibrationOn);
  useEffect(() => {
    if (!isWished) return;
    const leaving = new AbortController();
    import("../feel/index.ts").then(
      ({ feel }) => {
        if (!leaving.signal.aborted) leaving.signal.addEventListener("abort", feel(effects));
      },
      // The battle goes on without: the next visit, or the next switch, is another chance.
      () => undefined,
    );
    return () => leaving.abort();
  }, [effects, isWished]);
}
