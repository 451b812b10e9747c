// A transport's median staleness in words. Less than the clocks can show is all that can be shown.
import { useStore, type StoreApi } from "zustand";
import type { TransportName } from "@hydra/protocol";
import { useFormat } from "../../hooks/use-format.ts";
import type { MeasuresState } from "../../stores/measures.ts";

export interface Staleness {
  /** Undefined before the first one was measured. */
  readonly words: string | undefined;
  readonly uncertaintyMs: number;
}

export function useStaleness(measures: StoreApi<MeasuresState>, transport: TransportName): Staleness {
  const format = useFormat();
  const stalenessMs = useStore(measures, (state) => state.measures[transport]?.stalenessMs);
  const uncertaintyMs = Math.max(
    useStore(measures, (state) => state.clock?.uncertaintyMs ?? 0),
    1,
  );
  if (stalenessMs === undefined) return { words: undefined, uncertaintyMs };
  const isBelow = stalenessMs < uncertaintyMs;
  const words = isBelow ? format.below(uncertaintyMs) : format.latency(stalenessMs);
  return { words, uncertaintyMs };
}
