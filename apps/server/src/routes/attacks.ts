// POST attacks: a player's command over HTTP.
import type { HitOutcome } from "@hydra/engine";
import { parseAttackRequest, type AttackAnswer, type AttackRequest } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { answerOf } from "../battle/attack.ts";
import type { Session } from "../plugins/known-tokens.ts";
import { beforeBody } from "../plugins/expectations.ts";
import { requireSession } from "../plugins/session.ts";
import { ATTACKS_ROUTE, type AttackTrace } from "../tracing/tracer.ts";
import { AttackCommands } from "./attack-commands.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "./route-context.ts";

export function attackRoutes(app: FastifyInstance, context: RouteContext): void {
  const onRequest = beforeBody<FamilyParams>((request) => {
    requireBattle(context, request.params.familyId);
    const { playerId } = requireSession(request, request.params.familyId);
    context.limits.check(context.proxies.clientOf(request.raw), playerId);
  });
  app.post<FamilyParams>(ATTACKS_ROUTE, { onRequest }, async (request): Promise<AttackAnswer> => {
    const { familyId } = request.params;
    requireBattle(context, familyId);
    const session = requireSession(request, familyId);
    const command = parseAttackRequest(request.body);
    const attack = new PromisedAttack(context, context.proxies.clientOf(request.raw));
    return attack.answer(session, command, request.attackTrace);
  });
}

/** One attack, by promise. */
class PromisedAttack extends AttackCommands {
  readonly #answer = Promise.withResolvers<AttackAnswer>();

  /** Rejects with a ProtocolError as `attack` (battle/attack.ts) does, or `rate-limited`. */
  answer(session: Session, command: AttackRequest, trace: AttackTrace | undefined): Promise<AttackAnswer> {
    this.submit(session, command, trace);
    return this.#answer.promise;
  }

  protected onHit(outcome: HitOutcome): void {
    this.#answer.resolve(answerOf(outcome));
  }

  protected onRefused(error: unknown): void {
    this.#answer.reject(error);
  }
}
