// A Hydra: a family's ranking over every transport, with bots, a ledger and a clock where it has a lab.
import {
  createBattleConnection,
  createFamily,
  createId,
  estimateClock,
  getFamily,
  getLab,
  getMessaging,
  putTraffic,
  stopTraffic,
  type ApiOptions,
  type BattleView,
} from "@hydra/client";
import { battleContent, DEFAULT_SET_UP, encodeSetUp, openWitness, readLedgers } from "@hydra/lab";
import {
  FEED_TRANSPORTS,
  MAX_RULES_HP,
  ProtocolError,
  TRANSPORTS,
  type TransportName,
} from "@hydra/protocol";
import type { Options } from "./options.ts";
import { NothingToMeasure } from "./nothing-to-measure.ts";
import { lateAnswer } from "./patience.ts";
import type { RacedFeed } from "./raced-feed.ts";

/** A monster that outlasts every run, and no cooldowns. */
const RULES = { cooldownScale: 0, maxHp: MAX_RULES_HP };

/** @throws NothingToMeasure when there is none */
export async function openHydra(options: Options): Promise<RacedFeed<BattleView>> {
  const { url, token } = options;
  const baseUrl = url.origin;
  const api = (): ApiOptions => ({ baseUrl, token, signal: lateAnswer() });
  const labId = createId();
  const hasLab = await offersLab(api());
  const familyId = await familyOf(api(), options, hasLab);
  const { hitsPerSecond, bots, seed, family } = options;
  const setUp = { ...DEFAULT_SET_UP, ...options, runSeconds: options.seconds };
  const traffic: RacedFeed["traffic"] = {
    put: (run) => {
      const rates = { labId, hitsPerSecond, bots, seed };
      return putTraffic(api(), familyId, run === undefined ? rates : { ...rates, run });
    },
    stop: () => stopTraffic(api(), familyId, labId),
  };
  return {
    familyId,
    transports: await transportsOf(api(), familyId),
    lacks: hasLab ? [] : ["This Hydra runs without a lab: requests and bytes are not counted."],
    connect: ({ isSlow: _isSlow, ...feed }) =>
      createBattleConnection({ baseUrl, familyId, token, ...feed, lane: `${labId}.${feed.lane}` }),
    contentOf: battleContent,
    estimateClock: (signal) => estimateClock({ baseUrl, signal: lateAnswer(signal) }),
    readLedgers: async (lanes, onEvent) => {
      if (!hasLab) return;
      const named = lanes.map(({ transport, laneId, view }) => ({
        transport,
        laneId: `${labId}.${laneId}`,
        view,
      }));
      await readLedgers(api(), named, onEvent);
    },
    openWitness: (onEvent) => openWitness({ baseUrl, familyId, onEvent }),
    ...(family === undefined ? { traffic } : {}),
    link: `${baseUrl}/lab?${encodeSetUp(setUp).toString()}`,
  };
}

async function offersLab(api: ApiOptions): Promise<boolean> {
  try {
    await getLab(api);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "not-found") return false;
    throw new NothingToMeasure(`${api.baseUrl} is no Hydra that answers: ${messageOf(error)}`);
  }
}

async function familyOf(api: ApiOptions, { family }: Options, hasLab: boolean): Promise<string> {
  if (family === undefined && !hasLab)
    throw new NothingToMeasure("This Hydra runs without a lab: name a family to watch by --family.");
  try {
    if (family !== undefined) return (await getFamily(api, family)).familyId;
    return (await createFamily(api, { name: "Lab", rules: RULES })).familyId;
  } catch (error) {
    throw new NothingToMeasure(
      `${family === undefined ? "No family can be founded" : `Family ${family}`}: ${messageOf(error)}`,
    );
  }
}

/** A broker is not on every server. */
async function transportsOf(api: ApiOptions, familyId: string): Promise<readonly TransportName[]> {
  try {
    await getMessaging(api, familyId);
    return TRANSPORTS;
  } catch {
    return FEED_TRANSPORTS;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
