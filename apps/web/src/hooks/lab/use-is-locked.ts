// Whether a run is under way, during which what is measured stays as it is.
import { useStore } from "zustand";
import type { Lab } from "../../stores/lab/lab.ts";

export function useIsLocked(lab: Lab): boolean {
  return useStore(
    lab.run.store,
    ({ type }) => type === "preparing" || type === "running" || type === "draining",
  );
}
