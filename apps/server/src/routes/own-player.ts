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

  /** The asking player's session, in a family that there is. */
  const sessionOf = (request: FastifyRequest<FamilyParams>): Session =>
    requireSession(request, requireBattle(context, request.params.familyId).familyId);
  const onRequest = beforeBody<FamilyParams>((request) => {
    limits.check(proxies.clientOf(request.raw), sessionOf(request).playerId);
  });

  /** The asking player; counted as one command. */
  const requirePlayer = (request: FastifyRequest<FamilyParams>) => {
    const { familyId, playerId } = sessionOf(request);
    const client = proxies.clientOf(request.raw);
    limits.take(client, playerId);
    const player = playerOf(requireBattle(context, familyId), playerId);
    if (player === undefined) throw new ProtocolError("unknown-player");
    return { client, familyId, playerId, player };
  };

  app.post<FamilyParams>(`${ME}/name`, { onRequest }, async (request): Promise<RenameRequest> => {
    const { name } = parseJoinRequest(request.body);
    const { client, familyId, playerId, player } = requirePlayer(request);
    // Nothing changes, and nothing is sent for it.
    if (player.name === name) return { name };
    const giveBack = budgets.takeRename(client, playerId);
    const outcome = await orGiveBack(
      giveBack,
      loop.submit({ type: "player-renamed", familyId, playerId, name }),
    );
    if (outcome.type !== "player-renamed") throw new ProtocolError("unknown-player");
    return { name };
  });

  app.post<FamilyParams>(`${ME}/code`, { onRequest }, (request, reply): DeviceCodeAnswer => {
    const { client, familyId, playerId } = requirePlayer(request);
    budgets.takeCode(client);
    const code = showCode(codes.issue({ familyId, playerId }));
    void reply.code(201);
    return { code, expiresAt: log.now() + CODE_LIFE_MS };
  });

  app.post<FamilyParams>(`${ME}/leave`, (request, reply) => {
    limits.take(proxies.clientOf(request.raw));
    closeSession(reply, request.params.familyId);
    return reply.code(204).send();
  });

  arrivalRoute(app, context, codes);
}

function arrivalRoute(app: FastifyInstance, context: RouteContext, codes: DeviceCodes): void {
  const { limits, proxies, budgets, loop } = context;
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
    const { familyId, playerId } = session;
    const token = await openSession(reply, { familyId, playerId });
    return { familyId, playerId, name: player.name, token };
  });
}
