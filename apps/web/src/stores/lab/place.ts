// Where a lab is: its name for the server's leases, a family without cooldowns, and the ports with its weather.
import {
  createFamily,
  createId,
  getFamily,
  getLab,
  getMessaging,
  putWeather,
  type ApiOptions,
} from "@hydra/client";
import {
  MAX_RULES_HP,
  WEATHERS,
  type FamilySummary,
  type Weather,
  type WeatherAnswer,
} from "@hydra/protocol";
import { codeOf } from "../problem.ts";
import { forgetFamily, freeFamilies, holdFamily } from "./own-families.ts";

/** Where the lanes are. */
export interface LanesPlace {
  /** Origin of the lanes. */
  readonly lanesUrl: string;
  /** The same for the lane that reads slowly. */
  readonly slowLanesUrl: string;
}

export interface LabPlace extends LanesPlace {
  /** New with every visit: two tabs are two labs. */
  readonly labId: string;
  readonly familyId: string;
  readonly familyName: string;
  /** Of the page, and of the weather. */
  readonly hostname: string;
  /** Whether the lanes go through the weather. */
  readonly hasWeather: boolean;
  /** As it was given at first. */
  readonly weatherPort?: number;
  /** There is no weather because other labs have as many as there may be. */
  readonly isWeatherTaken?: true;
  /** The message broker is another server, which is in no ledger of this one. */
  readonly hasBrokerElsewhere: boolean;
  /** That server is NetEase IM's. */
  readonly isChatRoom?: true;
}

export interface PlaceOptions {
  /** Its signal aborts when the lab closes. */
  readonly api: ApiOptions & { readonly signal: AbortSignal };
  /** The address of the page. */
  readonly location: Pick<Location, "hostname" | "protocol">;
  /** The family an address names; without one the lab uses its own, of this visit or an earlier one. */
  readonly familyId: string | null;
  /** At first. Default: none. `null`: there are no lanes, and no weather is taken for them. */
  readonly weather?: Weather | null;
  /** Reports when it is left. Default: the window. */
  readonly page?: EventTarget;
}

/** @throws ProtocolError `not-found` where no lab is offered, `unknown-family` */
export async function findPlace(options: PlaceOptions): Promise<LabPlace> {
  const { api, location, familyId, page } = options;
  const labId = createId();
  const family = familyId === null ? await ownFamily(api, page) : await getFamily(api, familyId);
  return {
    labId,
    familyId: family.familyId,
    familyName: family.name,
    hostname: location.hostname,
    ...(await weatherPlace(labId, options)),
    ...(await brokerOf(api, family.familyId)),
  };
}

type WeatherPlace = LanesPlace & Pick<LabPlace, "hasWeather" | "weatherPort" | "isWeatherTaken">;

/** Lanes go through the weather also where it is fair: changing it must not reconnect them. */
async function weatherPlace(
  labId: string,
  { api, location, weather = WEATHERS.none }: PlaceOptions,
): Promise<WeatherPlace> {
  const { weatherPort } = await getLab(api);
  const without = { lanesUrl: api.baseUrl, slowLanesUrl: api.baseUrl, hasWeather: false };
  // A secure page may not open plain connections, and the weather's are.
  if (weather === null || weatherPort === null || location.protocol !== "http:") return without;
  try {
    const answer = await putWeather(api, { labId, weather });
    const place = lanesAt(location.hostname, answer);
    return { ...place, hasWeather: true, weatherPort: answer.weatherPort };
  } catch (error) {
    if (codeOf(error) !== "lab-busy") throw error;
    return { ...without, isWeatherTaken: true };
  }
}

export function lanesAt(
  hostname: string,
  { weatherPort, slowPort }: Pick<WeatherAnswer, "weatherPort" | "slowPort">,
): LanesPlace {
  return { lanesUrl: `http://${hostname}:${weatherPort}`, slowLanesUrl: `http://${hostname}:${slowPort}` };
}

/** Elsewhere is none, and none whose place is not found out. */
async function brokerOf(
  api: ApiOptions,
  familyId: string,
): Promise<Pick<LabPlace, "hasBrokerElsewhere" | "isChatRoom">> {
  try {
    const address = await getMessaging(api, familyId);
    if (address.provider === "netease") return { hasBrokerElsewhere: true, isChatRoom: true };
    return { hasBrokerElsewhere: address.url !== undefined };
  } catch {
    return { hasBrokerElsewhere: false };
  }
}

/** A monster that outlasts every run, and no cooldowns. */
const RULES = { cooldownScale: 0, maxHp: MAX_RULES_HP };

type Family = Pick<FamilySummary, "familyId" | "name">;

async function ownFamily(api: PlaceOptions["api"], page?: EventTarget): Promise<Family> {
  const family = (await earlierFamily(api)) ?? (await createFamily(api, { name: "Lab", rules: RULES }));
  if (!api.signal.aborted) holdFamily(family.familyId, api.signal, page);
  return family;
}

/** One that an earlier visit has founded, if the server still has it and no other tab uses it. */
async function earlierFamily(api: ApiOptions): Promise<Family | undefined> {
  for (const familyId of freeFamilies()) {
    try {
      return await getFamily(api, familyId);
    } catch (error) {
      if (codeOf(error) !== "unknown-family") throw error;
      forgetFamily(familyId);
    }
  }
  return undefined;
}
