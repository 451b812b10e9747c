// One's own player: another name, another device, away from this one. SPEC PR165–PR168.
import { playerOf } from "@hydra/engine";
import {
  parseArrivalRequest,
  parseJoinRequest,
  ProtocolError,
  showCode,
  type DeviceCodeAnswer,
  type JoinAnswer,
  type RenameRequest,
} from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { CODE_LIFE_MS, DeviceCodes } from "../plugins/device-codes.ts";
import { beforeBody } from "../plugins/expectations.ts";
import type { Session } from "../plugins/known-tokens.ts";
import { closeSession, openSession, requireSession } from "../plugins/session.ts";
import { orGiveBack } from "./budgets.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "./route-context.ts";

const ME = "/api/families/:familyId/players/me";

export function ownPlayerRoutes(app: FastifyInstance, context: RouteContext): void {
  const { limits, proxies, budgets, log, loop } = context;
  const codes = new DeviceCodes();

  /** The asking player, in a family that there is; counted as one command. */
  const requirePlayer = (request: FastifyRequest<FamilyParams>): Session => {
    const battle = requireBattle(context, request.params.familyId);
    const session = requireSession(request, battle.familyId);
    limits.take(proxies.clientOf(request.raw), session.playerId);
    if (playerOf(battle, session.playerId) === undefined) throw new ProtocolError("unknown-player");
    return session;
  };

  app.post<FamilyParams>(`${ME}/name`, async (request): Promise<RenameRequest> => {
    const { name } = parseJoinRequest(request.body);
    const { familyId, playerId } = requirePlayer(request);
    const giveBack = budgets.takeRename(playerId);
    const outcome = await orGiveBack(
      giveBack,
      loop.submit({ type: "player-renamed", familyId, playerId, name }),
    );
    if (outcome.type !== "player-renamed") throw new ProtocolError("unknown-player");
    return { name };
  });

  app.post<FamilyParams>(`${ME}/code`, (request, reply): DeviceCodeAnswer => {
    const code = showCode(codes.issue(requirePlayer(request)));
    void reply.code(201);
    return { code, expiresAt: log.now() + CODE_LIFE_MS };
  });

  app.post<FamilyParams>(`${ME}/leave`, (request, reply) => {
    limits.take(proxies.clientOf(request.raw));
    closeSession(reply, request.params.familyId);
    return reply.code(204).send();
  });

  const onRequest = beforeBody(({ raw }) => limits.check(proxies.clientOf(raw)));
  app.post("/api/arrivals", { onRequest }, async (request, reply): Promise<JoinAnswer> => {
    const { code } = parseArrivalRequest(request.body);
    const client = proxies.clientOf(request.raw);
    limits.take(client);
    const giveBack = budgets.takeArrival(client);
    const session = codes.redeem(code);
    const battle = session && loop.battle(session.familyId);
    const player = session && battle && playerOf(battle, session.playerId);
    if (session === undefined || player === undefined) throw new ProtocolError("unknown-code");
    // Only wrong ones use the share up.
    giveBack();
    const token = await openSession(reply, session);
    return { ...session, name: player.name, token };
  });
}
