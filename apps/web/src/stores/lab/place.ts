// Where a lab is: its name for the server's leases, a family without cooldowns, and the port with the weather.
import { createFamily, createId, getFamily, getLab, type ApiOptions } from "@hydra/transport";
import { MAX_RULES_HP, type FamilySummary } from "@hydra/protocol";

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
}

export interface PlaceOptions {
  readonly api: ApiOptions;
  /** The address of the page. */
  readonly location: Pick<Location, "hostname" | "protocol">;
  /** The family an address names; without one the lab makes its own. */
  readonly familyId: string | null;
}

/** @throws ProtocolError `not-found` where no lab is offered, `unknown-family` */
export async function findPlace({ api, location, familyId }: PlaceOptions): Promise<LabPlace> {
  const { weatherPort, slowPort } = await getLab(api);
  const family = familyId === null ? await foundFamily(api) : await getFamily(api, familyId);
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
  };
}

/** A monster that outlasts every run, and no cooldowns. */
const RULES = { cooldownScale: 0, maxHp: MAX_RULES_HP };

function foundFamily(api: ApiOptions): Promise<Pick<FamilySummary, "familyId" | "name">> {
  return createFamily(api, { name: "Lab", rules: RULES });
}
