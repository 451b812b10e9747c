// Where a lab is: its name for the server's leases, a family without cooldowns, and the port with the weather.
import { createFamily, createId, getFamily, getLab, getMessaging, type ApiOptions } from "@hydra/client";
import { MAX_RULES_HP, type FamilySummary } from "@hydra/protocol";
import { codeOf } from "../problem.ts";
import { forgetFamily, freeFamilies, holdFamily } from "./own-families.ts";

export interface LabPlace {
  /** New with every visit: two tabs are two labs. */
  readonly labId: string;
  readonly familyId: string;
  readonly familyName: string;
  /** Origin of the lanes. */
  readonly lanesUrl: string;
  /** The same for the lane that reads slowly. */
  readonly slowLanesUrl: string;
  /** Whether the lanes go through the weather. */
  readonly hasWeather: boolean;
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
  /** Reports when it is left. Default: the window. */
  readonly page?: EventTarget;
}

/** @throws ProtocolError `not-found` where no lab is offered, `unknown-family` */
export async function findPlace({ api, location, familyId, page }: PlaceOptions): Promise<LabPlace> {
  const { weatherPort, slowPort } = await getLab(api);
  const family = familyId === null ? await ownFamily(api, page) : await getFamily(api, familyId);
  // A secure page may not open plain connections, and the weather's are.
  const hasWeather = weatherPort !== null && slowPort !== null && location.protocol === "http:";
  return {
    labId: createId(),
    familyId: family.familyId,
    familyName: family.name,
    // Always through that port: changing the weather must not reconnect the lanes.
    lanesUrl: hasWeather ? `http://${location.hostname}:${weatherPort}` : api.baseUrl,
    slowLanesUrl: hasWeather ? `http://${location.hostname}:${slowPort}` : api.baseUrl,
    hasWeather,
    ...(await brokerOf(api, family.familyId)),
  };
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
