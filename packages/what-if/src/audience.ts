// What all lanes have in common: how many watch, what is published to them, for how long in a month. SPEC WI10–WI12.
import { least, most, power, product, quotient, excess, given, type Figure, type Given } from "./figure.ts";
import {
  DAYS_A_MONTH,
  FRAME_RATE,
  HUNDRED,
  MINUTES_AN_HOUR,
  MS_A_SECOND,
  ONE,
  SECONDS_AN_HOUR,
} from "./models.ts";
import type { Measured } from "./measured.ts";
import type { Scenario, ScenarioNumber } from "./scenario.ts";
import type { Unit } from "./figure.ts";

const UNITS: Readonly<Record<ScenarioNumber, Unit>> = {
  clients: "1",
  tabs: "1",
  hiddenPercent: "percent",
  batteryPercent: "percent",
  updatesPerSecond: "per-second",
  updateBytes: "bytes",
  hoursPerDay: "h",
  pollIntervalMs: "ms",
  roundTripMs: "ms",
};

export interface Audience {
  readonly entries: Readonly<Record<ScenarioNumber, Given>>;
  /** Pages that are looked at: only these hold a connection. */
  readonly watchers: Figure;
  /** Clients of which a page is looked at. */
  readonly clientsInSight: Figure;
  /** Pages looked at in one browser. */
  readonly pagesInSight: Figure;
  /** Clients on battery that look at a page. */
  readonly phones: Figure;
  /** Frames a second that a stream has, and updates in each. */
  readonly frames: Figure;
  readonly pollRate: Figure;
  readonly updatesAPoll: Figure;
  /** Bytes of one frame's content with so many updates in it. */
  frameBytes(updates: Figure): Figure;
  readonly secondsAMonth: Figure;
  readonly minutesAMonth: Figure;
}

export function audienceOf(scenario: Scenario, measured: Measured): Audience {
  const entries = entriesOf(scenario);
  const { clients, tabs, hiddenPercent, batteryPercent, updatesPerSecond, hoursPerDay, pollIntervalMs } =
    entries;
  const inSight = quotient(
    ["inSightShare", "share"],
    excess(["inSightPercent", "percent"], HUNDRED, hiddenPercent),
    HUNDRED,
  );
  const watchers = product(["watchers", "1"], clients, tabs, inSight);
  const clientsInSight = least(["clientsInSight", "1"], clients, watchers);
  const battery = quotient(["batteryShare", "share"], batteryPercent, HUNDRED);
  const pollRate = quotient(["pollRate", "per-second"], MS_A_SECOND, pollIntervalMs);
  const hours = product(["hoursAMonth", "h"], hoursPerDay, DAYS_A_MONTH);
  return {
    entries,
    watchers,
    clientsInSight,
    pagesInSight: product(["pagesInSight", "1"], tabs, inSight),
    phones: product(["phones", "1"], clientsInSight, battery),
    frames: least(["framesASecond", "per-second"], updatesPerSecond, FRAME_RATE),
    pollRate,
    updatesAPoll: quotient(["updatesAPoll", "1"], updatesPerSecond, pollRate),
    frameBytes: (updates) =>
      product(
        ["frameBytes", "bytes"],
        entries.updateBytes,
        power(["mergedUpdates", "1"], most(["updatesAtLeastOne", "1"], updates, ONE), measured.merging),
      ),
    secondsAMonth: product(["secondsAMonth", "s"], hours, SECONDS_AN_HOUR),
    minutesAMonth: product(["minutesAMonth", "min"], hours, MINUTES_AN_HOUR),
  };
}

function entriesOf(scenario: Scenario): Audience["entries"] {
  const entry = (name: ScenarioNumber): Given =>
    given([name, UNITS[name]], scenario[name], { type: "entry" });
  return {
    clients: entry("clients"),
    tabs: entry("tabs"),
    hiddenPercent: entry("hiddenPercent"),
    batteryPercent: entry("batteryPercent"),
    updatesPerSecond: entry("updatesPerSecond"),
    updateBytes: entry("updateBytes"),
    hoursPerDay: entry("hoursPerDay"),
    pollIntervalMs: entry("pollIntervalMs"),
    roundTripMs: entry("roundTripMs"),
  };
}
