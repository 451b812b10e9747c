// Attacks that arrive over a WebSocket: parse, submit, answer by commandId. Knows messages, not sockets. Makes
// neither promise nor closure for an attack.
import type { HitOutcome } from "@hydra/engine";
import type { SocketCommands } from "@hydra/feed/server";
import {
  encodeOutcome,
  encodeSocketMessage,
  parseAttackMessage,
  ProtocolError,
  readCommandId,
  toErrorMessage,
  type ErrorCode,
} from "@hydra/protocol";
import type { FastifyRequest } from "fastify";
import { toProtocolError } from "../plugins/problem-details.ts";
import type { Session } from "../plugins/known-tokens.ts";
import { requireSession } from "../plugins/session.ts";
import { AttackCommands } from "./attack-commands.ts";
import type { RouteContext } from "./route-context.ts";

export interface Attacker {
  readonly request: FastifyRequest;
  readonly familyId: string;
}

/** Refused messages in a row after which a peer is no longer merely hasty. */
const MAX_REFUSED = 100;
/** Refusals that say the peer is at fault; a cooldown or a lost log is nobody's abuse. */
const ABUSIVE: ReadonlySet<ErrorCode> = new Set(["invalid-body", "rate-limited", "unauthenticated"]);
/** Attacks under way on one socket; more than any player can mean. */
const MAX_IN_FLIGHT = 1_024;

/** @param send takes a message for the peer, encoded */
export function createSocketCommands(
  context: RouteContext,
  attacker: Attacker,
  send: (text: string) => void,
): SocketCommands {
  return new Commands(context, attacker, send);
}

class Commands extends AttackCommands implements SocketCommands {
  readonly #logger: RouteContext["logger"];
  readonly #tracer: RouteContext["tracer"];
  readonly #attacker: Attacker;
  readonly #send: (text: string) => void;
  /** Verified once: the cookie or token came with the handshake. */
  #session: Session | undefined;
  #underWay = 0;
  #refusedInARow = 0;
  #isEnding = false;
  readonly #onSettled: (() => void)[] = [];

  constructor(context: RouteContext, attacker: Attacker, send: (text: string) => void) {
    // As it was at the handshake: the connection is one client's.
    super(context, context.proxies.clientOf(attacker.request.raw));
    this.#logger = context.logger;
    this.#tracer = context.tracer;
    this.#attacker = attacker;
    this.#send = send;
  }

  receive(text: string): "handled" | "abusive" {
    if (this.#underWay >= MAX_IN_FLIGHT || this.#refusedInARow >= MAX_REFUSED) return "abusive";
    this.#underWay += 1;
    const { request, familyId } = this.#attacker;
    const trace = this.#tracer?.message(familyId);
    try {
      const command = parseAttackMessage(text);
      this.#session ??= requireSession(request, familyId);
      // As any request while the server closes (drain.ts); the client asks again elsewhere.
      if (this.#isEnding) throw new ProtocolError("unavailable");
      this.submit(this.#session, command, trace);
    } catch (error) {
      trace?.refused(error);
      this.#refuse(error, readCommandId(text));
    }
    return "handled";
  }

  /** What comes from now on is refused as `unavailable`. */
  settled(): Promise<void> {
    this.#isEnding = true;
    return new Promise((resolve) => {
      this.#onSettled.push(resolve);
      this.#tellSettled();
    });
  }

  protected onHit(outcome: HitOutcome): void {
    this.#refusedInARow = 0;
    this.#answer(encodeOutcome(outcome));
  }

  protected onRefused(error: unknown, commandId: string): void {
    this.#refuse(error, commandId);
  }

  #refuse(error: unknown, commandId: string | undefined): void {
    const told = toProtocolError(error);
    if (told.code === "internal") this.#logger.error({ err: error }, "socket command failed");
    if (ABUSIVE.has(told.code)) this.#refusedInARow += 1;
    this.#answer(encodeSocketMessage(toErrorMessage(told, commandId)));
  }

  #answer(text: string): void {
    this.#underWay -= 1;
    this.#send(text);
    this.#tellSettled();
  }

  #tellSettled(): void {
    if (this.#underWay > 0) return;
    for (const resolve of this.#onSettled.splice(0)) resolve();
  }
}
