// POST attacks: a player's command over HTTP.
import { parseAttackRequest, type AttackAnswer } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { attack } from "../battle/attack.ts";
import { requireSession } from "../plugins/session.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "./route-context.ts";

export function attackRoutes(app: FastifyInstance, context: RouteContext): void {
  app.post<FamilyParams>("/api/families/:familyId/attacks", async (request): Promise<AttackAnswer> => {
    const { familyId } = request.params;
    requireBattle(context, familyId);
    const session = requireSession(request, familyId);
    const command = parseAttackRequest(request.body);
    context.limiter.take(session.playerId);
    return context.metrics.countAttack(attack(context.loop, session, command));
  });
}
