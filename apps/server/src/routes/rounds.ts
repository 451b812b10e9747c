// What was: finished rounds, a page or one of them, and all rounds together. Read from the battle as the log has it. SPEC PR140–PR144.
import {
  fameOf,
  famous,
  placeInRound,
  roundOf,
  roundsBefore,
  totalsOf,
  type Battle,
  type FinishedRound,
} from "@hydra/engine";
import {
  parseFameQuery,
  parseRound,
  parseRoundsQuery,
  ProtocolError,
  type FameAnswer,
  type RoundAnswer,
  type RoundsAnswer,
} from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendTagged } from "./entity-tag.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "./route-context.ts";

interface RoundsRequest extends FamilyParams {
  Querystring: { before?: unknown; limit?: unknown; rows?: unknown };
}

interface RoundRequest {
  Params: { familyId: string; round: string };
}

export function roundRoutes(app: FastifyInstance, context: RouteContext): void {
  app.get<RoundsRequest>("/api/families/:familyId/rounds", (request, reply) => {
    const { familyId } = request.params;
    const battle = requireBattle(context, familyId);
    const { before, limit, rows } = parseRoundsQuery(request.query);
    const playerId = playerOf(request, familyId);
    const page = roundsBefore(battle, { before, count: limit, rows });
    const last = page.at(-1)?.round ?? 0;
    const next = roundOf(battle, last - 1) === undefined ? {} : { next: String(last) };
    const rounds = page.map((round) => answerOf(battle, round, playerId));
    return answer(request, reply, { rounds, ...next } satisfies RoundsAnswer);
  });

  app.get<RoundRequest>("/api/families/:familyId/rounds/:round", (request, reply) => {
    const { familyId, round } = request.params;
    const battle = requireBattle(context, familyId);
    const finished = roundOf(battle, parseRound(round));
    if (finished === undefined) throw new ProtocolError("unknown-round");
    return answer(request, reply, answerOf(battle, finished, playerOf(request, familyId)));
  });

  app.get<FamilyParams & { Querystring: { limit?: unknown } }>(
    "/api/families/:familyId/fame",
    (request, reply) => {
      const { familyId } = request.params;
      const battle = requireBattle(context, familyId);
      const { limit } = parseFameQuery(request.query);
      const playerId = playerOf(request, familyId);
      const own = playerId === undefined ? undefined : fameOf(battle, playerId);
      return answer(request, reply, {
        rounds: battle.roundsFinished,
        players: battle.players,
        ...totalsOf(battle),
        entries: famous(battle, limit),
        ...(own === undefined ? {} : { you: { rank: own.rank ?? null, ...own.entry } }),
      } satisfies FameAnswer);
    },
  );
}

function answerOf(battle: Battle, round: FinishedRound, playerId: string | undefined): RoundAnswer {
  const own = playerId === undefined ? undefined : placeInRound(battle, round.round, playerId);
  const durationMs = round.endedAt - round.startedAt;
  if (own === undefined) return { ...round, durationMs };
  const { damage, hits } = own.entry;
  return { ...round, durationMs, you: { rank: own.rank, damage, hits } };
}

/** PR142: a session is not needed. */
function playerOf({ server, headers }: FastifyRequest, familyId: string): string | undefined {
  return server.sessions.of(headers, familyId)?.playerId;
}

/** PR144. */
function answer(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  const vary = reply.getHeader("vary");
  void reply
    .header("cache-control", "private, no-cache")
    .header("vary", [vary, "Cookie, Authorization"].filter((value) => value !== undefined).join(", "));
  void reply.type("application/json; charset=utf-8");
  return sendTagged(request, reply, JSON.stringify(body));
}
