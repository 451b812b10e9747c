// Families: list, create, look at one.
import { randomInt } from "node:crypto";
import { DEFAULT_RULES, type Battle, type Outcome } from "@hydra/engine";
import {
  BATTLE_HP,
  parseCreateFamilyRequest,
  parseFamiliesQuery,
  privateFamilyId,
  ProtocolError,
  type CreateFamilyAnswer,
  type FamiliesAnswer,
  type FamilySummary,
} from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { joinCompanions } from "../companions/companions.ts";
import { beforeBody } from "../plugins/expectations.ts";
import { orGiveBack } from "./budgets.ts";
import { createId } from "./ids.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "./route-context.ts";

/** When somebody may look again whether there is room for another family. */
const FULL_RETRY_MS = 60_000;

export function familyRoutes(app: FastifyInstance, context: RouteContext): void {
  app.get<{ Querystring: { after?: unknown; limit?: unknown } }>(
    "/api/families",
    ({ query }): FamiliesAnswer => {
      const { beforeSeq, limit } = parseFamiliesQuery(query);
      const { battles, nextSeq } = context.loop.recentFamilies(beforeSeq, limit);
      const next = nextSeq === undefined ? {} : { next: String(nextSeq) };
      return { families: battles.map(summarise), ...next };
    },
  );

  const places = new Places(context);
  const onRequest = beforeBody(({ raw }) => context.limits.check(context.proxies.clientOf(raw)));
  app.post("/api/families", { onRequest }, async (request, reply): Promise<CreateFamilyAnswer> => {
    const { name, rules, battle, bots, isPrivate } = parseCreateFamilyRequest(request.body);
    if (rules !== undefined && !context.config.isLab) {
      throw new ProtocolError("invalid-body", "rules are for the lab, which is off here");
    }
    const client = context.proxies.clientOf(request.raw);
    context.limits.take(client);
    const giveBack = context.budgets.takeFamily(client);
    const id = createId();
    const familyId = isPrivate ? privateFamilyId(id) : id;
    const seed = randomInt(2 ** 32);
    const event = {
      type: "family-created",
      familyId,
      name,
      seed,
      rules: { ...DEFAULT_RULES, maxHp: BATTLE_HP[battle], ...rules },
    } as const;
    const founding = places.take(async () => requireApplied(await context.loop.submit(event)));
    await orGiveBack(giveBack, founding);
    await joinCompanions(context.places, familyId, bots);
    void reply.code(201);
    return { familyId, name };
  });

  app.get<FamilyParams>("/api/families/:familyId", ({ params }): FamilySummary => {
    return summarise(requireBattle(context, params.familyId));
  });
}

/** As many families as there may be, those that are being founded among them. */
class Places {
  readonly #context: RouteContext;
  #underWay = 0;

  constructor(context: RouteContext) {
    this.#context = context;
  }

  /** @throws ProtocolError `at-capacity` when there is no place and none can be made, and what `found` throws */
  async take(found: () => Promise<void>): Promise<void> {
    const { loop, config } = this.#context;
    const isFull = loop.familyCount + this.#underWay >= config.maxFamilies;
    this.#underWay += 1;
    try {
      if (isFull && !(await loop.makeRoom())) {
        throw new ProtocolError(
          "at-capacity",
          "There are as many families as this server holds.",
          FULL_RETRY_MS,
        );
      }
      await found();
    } finally {
      this.#underWay -= 1;
    }
  }
}

function summarise({ familyId, name, players, round, monster }: Battle): FamilySummary {
  return { familyId, name, players, round, monster };
}

/** Events a route makes up itself are never rejected, but for a bug. */
function requireApplied(outcome: Outcome): void {
  if (outcome.type === "rejected") throw new Error(`unexpectedly rejected: ${outcome.code}`);
}
