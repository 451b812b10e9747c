// Players: join a family, look at oneself.
import { around, playerOf, readyAtOf, type PlayerJoinedEvent } from "@hydra/engine";
import { parseJoinRequest, ProtocolError, type JoinAnswer, type PlayerAnswer } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { beforeBody } from "../plugins/expectations.ts";
import { openSession, requireSession } from "../plugins/session.ts";
import { orGiveBack } from "./budgets.ts";
import { createId } from "./ids.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "./route-context.ts";

/** Rows shown on either side of one's own. */
const NEIGHBOURS = 3;
/** Players of one family: what the engine was measured with. */
const MAX_FAMILY_PLAYERS = 1_000_000;

/** A family never gets smaller: only a server with another bound would answer otherwise. */
const FULL_RETRY_MS = 3_600_000;

export function playerRoutes(app: FastifyInstance, context: RouteContext): void {
  const onRequest = beforeBody<FamilyParams>(({ params, raw }) => {
    requireBattle(context, params.familyId);
    context.limits.check(context.proxies.clientOf(raw));
  });
  app.post<FamilyParams>(
    "/api/families/:familyId/players",
    { onRequest },
    async (request, reply): Promise<JoinAnswer> => {
      const { familyId } = request.params;
      const { name } = parseJoinRequest(request.body);
      const battle = requireBattle(context, familyId);
      const client = context.proxies.clientOf(request.raw);
      context.limits.take(client);
      if (battle.players >= MAX_FAMILY_PLAYERS) {
        throw new ProtocolError("at-capacity", "The family is as large as a family gets.", FULL_RETRY_MS);
      }
      const giveBack = context.budgets.takePlayer(client);
      const playerId = createId();
      await orGiveBack(giveBack, joinFamily(context, { type: "player-joined", familyId, playerId, name }));
      const token = await openSession(reply, { playerId, familyId });
      void reply.code(201);
      return { playerId, familyId, name, token };
    },
  );

  app.get<FamilyParams>(
    "/api/families/:familyId/players/me",
    async (request, reply): Promise<PlayerAnswer> => {
      const { familyId } = request.params;
      const battle = requireBattle(context, familyId);
      const { playerId } = requireSession(request, familyId);
      const player = playerOf(battle, playerId);
      if (player === undefined) throw new ProtocolError("unknown-player");
      void reply.header("cache-control", "no-store");
      return {
        playerId,
        name: player.name,
        damage: player.damage,
        hits: player.hits,
        rank: player.rank ?? null,
        around: player.rank === undefined ? [] : around(battle, playerId, NEIGHBOURS),
        readyAt: readyAtOf(battle, playerId, context.log.now()),
      };
    },
  );
}

/** @throws ProtocolError `unknown-family` when it was retired meanwhile, and what `PlayerPlaces.join` throws */
async function joinFamily({ places }: RouteContext, event: PlayerJoinedEvent): Promise<void> {
  const outcome = await places.join(event);
  if (outcome.type === "rejected") throw new ProtocolError("unknown-family");
}
