// POST attacks: a player's command over HTTP.
import type { AttackEvent, HitOutcome } from "@hydra/engine";
import { sendProblem } from "@hydra/feed/server";
import { parseAttackRequest, type ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AttackCommand } from "../battle/attack-command.ts";
import { answerOf } from "../battle/attack.ts";
import { beforeBody } from "../plugins/expectations.ts";
import { toProtocolError } from "../plugins/problem-details.ts";
import { requireSession } from "../plugins/session.ts";
import { ATTACKS_ROUTE } from "../tracing/tracer.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "./route-context.ts";

export function attackRoutes(app: FastifyInstance, context: RouteContext): void {
  app.route<FamilyParams>({
    method: "POST",
    url: ATTACKS_ROUTE,
    onRequest: beforeBody<FamilyParams>((request) => {
      requireBattle(context, request.params.familyId);
      const { playerId } = requireSession(request, request.params.familyId);
      context.limits.check(context.proxies.clientOf(request.raw), playerId);
    }),
    // What hooks and the framework refuse never becomes a command.
    async onError(_request, _reply, error) {
      context.attacks.onResult(toProtocolError(error).code);
    },
    handler(request, reply) {
      new RoutedAttack(context, request, reply).answer();
      return reply;
    },
  });
}

type AttackRequest = FastifyRequest<FamilyParams>;

/** One attack, answered by the framework's way. */
class RoutedAttack extends AttackCommand<AttackRequest> {
  readonly #context: RouteContext;
  readonly #request: AttackRequest;
  readonly #reply: FastifyReply;

  constructor(context: RouteContext, request: AttackRequest, reply: FastifyReply) {
    super(context.attacks, context.proxies.clientOf(request.raw));
    this.#context = context;
    this.#request = request;
    this.#reply = reply;
  }

  answer(): void {
    this.attack(this.#request, this.#request.attackTrace);
  }

  protected read(request: AttackRequest): AttackEvent {
    const { familyId } = request.params;
    requireBattle(this.#context, familyId);
    const { playerId } = requireSession(request, familyId);
    const { commandId, skill } = parseAttackRequest(request.body);
    return { type: "attack", familyId, playerId, commandId, skill };
  }

  protected onHit(outcome: HitOutcome): void {
    void this.#reply.send(answerOf(outcome));
  }

  protected onRefused(error: ProtocolError): void {
    void sendProblem(this.#reply, error);
  }
}
