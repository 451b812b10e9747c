// The transports' figures: live for the one in use, the last ones kept for the others.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ClockEstimate, Counters, BattleUpdate } from "@hydra/client";
import type { TransportName } from "@hydra/protocol";
import { createGauge, type Gauge, type Reading } from "./gauge.ts";

export interface Measure extends Reading {
  /** By localNow(). */
  readonly measuredAt: number;
}

export interface MeasuresState {
  readonly measures: Readonly<Partial<Record<TransportName, Measure>>>;
  /** Undefined until the server's clock has been estimated. */
  readonly clock: ClockEstimate | undefined;
}

export interface Measures {
  readonly store: StoreApi<MeasuresState>;
  /**
   * A transport is in use, and open, from now on: running costs are counted, not what opening it took. What was
   * measured of another stays as it is.
   */
  use(transport: TransportName, counters: Counters): void;
  /** Leaves what was spent since the last tick out. */
  forgive(counters: Counters): void;
  onUpdate(update: BattleUpdate): void;
  setVisible(isVisible: boolean): void;
  setClock(clock: ClockEstimate): void;
  /** Takes the counters and refreshes the figures of the transport in use; once a second is enough. */
  tick(counters: Counters): void;
}

export function createMeasures(now: () => number, isVisible: boolean): Measures {
  const store = createStore<MeasuresState>(() => ({ measures: {}, clock: undefined }));
  let current: { transport: TransportName; gauge: Gauge; counters: Counters } | undefined;
  let isWatched = isVisible;

  return {
    store,
    use(transport, counters) {
      if (current?.transport === transport) return;
      current = { transport, gauge: createGauge(now(), isWatched), counters };
    },
    forgive(counters) {
      if (current !== undefined) current = { ...current, counters };
    },
    onUpdate(update) {
      if (update.transport === current?.transport) current.gauge.addArrival(update);
    },
    setVisible(visible) {
      isWatched = visible;
      current?.gauge.setVisible(visible, now());
    },
    setClock(clock) {
      store.setState({ clock });
    },
    tick(counters) {
      if (current === undefined) return;
      const { transport, gauge, counters: before } = current;
      const at = now();
      gauge.addTraffic(
        {
          requests: counters.requests - before.requests,
          bytes: counters.payloadBytesIn - before.payloadBytesIn,
        },
        at,
      );
      current = { transport, gauge, counters };
      const reading = isWatched ? gauge.read(at, store.getState().clock?.offsetMs) : undefined;
      if (reading === undefined) return;
      store.setState(({ measures }) => ({
        measures: { ...measures, [transport]: { ...reading, measuredAt: at } },
      }));
    },
  };
}
