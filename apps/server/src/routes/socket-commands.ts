// Attacks that arrive over a WebSocket: parse, limit, append, answer by commandId. Knows messages, not sockets.
import {
  parseAttackMessage,
  readCommandId,
  toErrorMessage,
  type ErrorCode,
  type ErrorMessage,
  type OutcomeMessage,
} from "@hydra/protocol";
import type { FastifyRequest } from "fastify";
import { attack } from "../battle/attack.ts";
import { toProtocolError } from "../plugins/problem-details.ts";
import { requireSession, type Session } from "../plugins/session.ts";
import type { FamilyParams, RouteContext } from "./route-context.ts";

export interface SocketCommands {
  /** Handles one text message; `abusive` when the peer should be disconnected. */
  receive(text: string): "handled" | "abusive";
  /** Resolves when every message received so far has been answered. */
  settled(): Promise<void>;
}

/** Refused messages in a row after which a peer is no longer merely hasty. */
const MAX_REFUSED = 100;
/** Refusals that say the peer is at fault; a cooldown or a lost log is nobody's abuse. */
const ABUSIVE: ReadonlySet<ErrorCode> = new Set(["invalid-body", "rate-limited", "unauthenticated"]);
/** Attacks under way on one socket; more than any player can mean. */
const MAX_IN_FLIGHT = 1_024;

type Send = (message: OutcomeMessage | ErrorMessage) => void;

export function createSocketCommands(
  context: RouteContext,
  request: FastifyRequest<FamilyParams>,
  send: Send,
): SocketCommands {
  const { familyId } = request.params;
  /** Verified once: the cookie or token came with the handshake. */
  let session: Session | undefined;
  const inFlight = new Set<Promise<void>>();
  let refusedInARow = 0;

  async function run(text: string): Promise<void> {
    try {
      const command = parseAttackMessage(text);
      session ??= requireSession(request, familyId);
      context.limiter.take(session.playerId);
      const answer = await context.metrics.countAttack(attack(context.loop, session, command));
      refusedInARow = 0;
      send({ type: "outcome", ...answer });
    } catch (error) {
      const told = toProtocolError(error);
      if (told.code === "internal") context.logger.error({ err: error }, "socket command failed");
      if (ABUSIVE.has(told.code)) refusedInARow += 1;
      send(toErrorMessage(told, readCommandId(text)));
    }
  }

  return {
    receive(text) {
      if (inFlight.size >= MAX_IN_FLIGHT || refusedInARow >= MAX_REFUSED) return "abusive";
      const running = run(text).finally(() => inFlight.delete(running));
      inFlight.add(running);
      return "handled";
    },
    async settled() {
      await Promise.all(inFlight);
    },
  };
}
