// What a person has entered of their own traffic: nothing until something is changed, then all of it. Kept in the address.
import { createStore, type StoreApi } from "zustand/vanilla";
import {
  decodePrices,
  decodeScenario,
  DEFAULT_SCENARIO,
  publishedIn,
  type MeasuredRun,
  type PriceEdits,
  type PriceId,
  type Scenario,
  type WhatIfEntry,
} from "@hydra/what-if";

export interface EntryState {
  /** Null: nothing was changed, and the traffic is the run's. */
  readonly scenario: Scenario | null;
  readonly prices: PriceEdits;
}

export interface ReadEntry {
  readonly entry: EntryState;
  /** Parameters whose values cannot be used. */
  readonly unusable: readonly string[];
}

export function readEntry(params: URLSearchParams): ReadEntry {
  const { scenario, unusable } = decodeScenario(params);
  const { edits, unusable: unusablePrices } = decodePrices(params);
  return { entry: { scenario, prices: edits }, unusable: [...unusable, ...unusablePrices] };
}

export type EntryStore = StoreApi<EntryState>;

export function createEntryStore(): EntryStore {
  return createStore<EntryState>(() => ({ scenario: null, prices: {} }));
}

/** As entered, else as the run had it, else as stated. */
export function scenarioOf(
  { scenario }: EntryState,
  run: MeasuredRun | null,
  pollIntervalMs: number,
): Scenario {
  return scenario ?? { ...DEFAULT_SCENARIO, pollIntervalMs, ...(run === null ? {} : publishedIn(run)) };
}

/** What goes into links and files; undefined where nothing was entered. */
export function enteredOf(state: EntryState, scenario: Scenario): WhatIfEntry | undefined {
  const isUntouched = state.scenario === null && Object.keys(state.prices).length === 0;
  return isUntouched ? undefined : { scenario, prices: state.prices };
}

/** @param usd undefined: the table's again */
export function editPrice(store: EntryStore, id: PriceId, usd: number | undefined): void {
  const { [id]: _before, ...others } = store.getState().prices;
  store.setState({ prices: usd === undefined ? others : { ...others, [id]: usd } });
}
