// What a person enters of their traffic. Travels in the page's address beside the set-up; what an address holds is
// checked like anything else a stranger wrote. SPEC WI5, WI6.
export interface ScenarioNumbers {
  /** Browsers that have a page open at once. */
  readonly clients: number;
  /** Pages each of them has open. */
  readonly tabs: number;
  /** Of the pages, out of sight. */
  readonly hiddenPercent: number;
  /** Of the clients, on battery and a mobile network. */
  readonly batteryPercent: number;
  /** Published to each page. */
  readonly updatesPerSecond: number;
  /** Of one update's frame, without any framing. */
  readonly updateBytes: number;
  readonly hoursPerDay: number;
  /** Between two polls. */
  readonly pollIntervalMs: number;
  readonly roundTripMs: number;
}

export type ScenarioNumber = keyof ScenarioNumbers;

export interface Scenario extends ScenarioNumbers {
  readonly isTls: boolean;
  readonly http: "1.1" | "2";
}

interface Range {
  readonly least: number;
  readonly most: number;
  /** Fractions are allowed. */
  readonly isFine?: true;
  /** Its name in an address. */
  readonly parameter: string;
}

export const SCENARIO_RANGES: Readonly<Record<ScenarioNumber, Range>> = {
  clients: { least: 1, most: 100_000_000, parameter: "clients" },
  tabs: { least: 1, most: 50, parameter: "tabs" },
  hiddenPercent: { least: 0, most: 99, parameter: "hidden" },
  batteryPercent: { least: 0, most: 100, parameter: "battery" },
  updatesPerSecond: { least: 0.001, most: 1_000, isFine: true, parameter: "updates" },
  updateBytes: { least: 1, most: 1_000_000, parameter: "size" },
  hoursPerDay: { least: 1, most: 24, parameter: "hours" },
  pollIntervalMs: { least: 250, most: 600_000, parameter: "every" },
  roundTripMs: { least: 1, most: 5_000, parameter: "rtt" },
};

/** In the order of the page and of an address. */
export const SCENARIO_NUMBERS = [
  "clients",
  "updatesPerSecond",
  "updateBytes",
  "batteryPercent",
  "hiddenPercent",
  "tabs",
  "hoursPerDay",
  "pollIntervalMs",
  "roundTripMs",
] as const;

export const DEFAULT_SCENARIO: Scenario = {
  clients: 1_000,
  tabs: 1,
  hiddenPercent: 30,
  batteryPercent: 50,
  updatesPerSecond: 20,
  // A delta of the bench's ranking at 20 hits a second: apps/bench/README.md, "Fan-out", 432 bytes less 4 of framing.
  updateBytes: 428,
  hoursPerDay: 8,
  pollIntervalMs: 3_000,
  roundTripMs: 50,
  isTls: true,
  http: "1.1",
};

/** A number as typed; undefined when it is none or out of range. */
export function parseScenarioNumber(name: ScenarioNumber, text: string): number | undefined {
  const { least, most, isFine = false } = SCENARIO_RANGES[name];
  const value = Number(text);
  const isNumber = text.trim() !== "" && (isFine ? Number.isFinite(value) : Number.isInteger(value));
  return isNumber && value >= least && value <= most ? value : undefined;
}

/** Everything, also what is as by default: defaults may change, a link may not. */
export function encodeScenario(scenario: Scenario): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of SCENARIO_NUMBERS) params.set(SCENARIO_RANGES[name].parameter, String(scenario[name]));
  params.set("tls", scenario.isTls ? "1" : "0");
  params.set("http", scenario.http);
  return params;
}

export interface ReadScenario {
  /** Null where the address has nothing of one. */
  readonly scenario: Scenario | null;
  /** Parameters whose values could not be used; the default stands in for each. */
  readonly unusable: readonly string[];
}

export function decodeScenario(params: URLSearchParams): ReadScenario {
  const unusable: string[] = [];
  const numbers: Record<ScenarioNumber, number> = { ...DEFAULT_SCENARIO };
  let isThere = params.has("tls") || params.has("http");
  for (const name of SCENARIO_NUMBERS) {
    const { parameter } = SCENARIO_RANGES[name];
    const text = params.get(parameter);
    if (text === null) continue;
    isThere = true;
    const value = parseScenarioNumber(name, text);
    if (value === undefined) unusable.push(parameter);
    else numbers[name] = value;
  }
  const tls = params.get("tls") ?? "1";
  if (tls !== "1" && tls !== "0") unusable.push("tls");
  const http = params.get("http") ?? "1.1";
  if (http !== "1.1" && http !== "2") unusable.push("http");
  const scenario: Scenario = { ...numbers, isTls: tls !== "0", http: http === "2" ? "2" : "1.1" };
  return { scenario: isThere ? scenario : null, unusable };
}
