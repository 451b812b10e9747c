// What is entered of one's own traffic: the run's until something is changed, and then all of it.
import { expect, it } from "vitest";
import { DEFAULT_SCENARIO } from "@hydra/what-if";
import {
  createEntryStore,
  editPrice,
  enteredOf,
  readEntry,
  scenarioOf,
} from "../../../src/stores/lab/what-if-entry.ts";

const NOTHING = { scenario: null, prices: {} };
const RUN = {
  versions: 100,
  seconds: 50,
  lanes: [{ lane: "websocket", requests: 0, bytesIn: 0, bytesOut: 50_400, frames: 100 }],
};

it("is the run's traffic and the set-up's pause until something is entered", () => {
  expect(scenarioOf(NOTHING, null, 500)).toEqual({ ...DEFAULT_SCENARIO, pollIntervalMs: 500 });
  expect(scenarioOf(NOTHING, RUN, 500)).toMatchObject({
    updatesPerSecond: 2,
    updateBytes: 500,
    pollIntervalMs: 500,
  });
  const entered = { ...DEFAULT_SCENARIO, clients: 5 };
  expect(scenarioOf({ ...NOTHING, scenario: entered }, RUN, 500)).toBe(entered);
});

it("is in no link and no file before, and whole after", () => {
  const scenario = scenarioOf(NOTHING, null, 500);
  expect(enteredOf(NOTHING, scenario)).toBeUndefined();
  expect(enteredOf({ ...NOTHING, scenario }, scenario)).toEqual({ scenario, prices: {} });
  const prices = { egress: 1 };
  expect(enteredOf({ scenario: null, prices }, scenario)).toEqual({ scenario, prices });
});

it("keeps prices until they are given back", () => {
  const store = createEntryStore();
  editPrice(store, "egress", 0.5);
  editPrice(store, "ably-base", 0);
  expect(store.getState().prices).toEqual({ egress: 0.5, "ably-base": 0 });
  editPrice(store, "egress", undefined);
  expect(store.getState()).toEqual({ scenario: null, prices: { "ably-base": 0 } });
});

it("reads an address, and names all of it that cannot be used", () => {
  const { entry, unusable } = readEntry(
    new URLSearchParams("clients=12&tabs=0&price.egress=x&price.iot-minutes=2"),
  );
  expect(entry).toEqual({ scenario: { ...DEFAULT_SCENARIO, clients: 12 }, prices: { "iot-minutes": 2 } });
  expect(unusable).toEqual(["tabs", "price.egress"]);
});
