// Attacks that arrive over a WebSocket, answered by commandId. Works on messages, not sockets. Makes neither promise nor closure
// for an attack.
import type { AttackEvent, HitOutcome } from "@hydra/engine";
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
import { AttackCommand } from "../battle/attack-command.ts";
import type { Session } from "../plugins/known-tokens.ts";
import { requireSession } from "../plugins/session.ts";
import type { RouteContext } from "./route-context.ts";

export interface Attacker {
  readonly request: FastifyRequest;
  readonly familyId: string;
}

/** Refused messages in a row after which a peer is no longer merely hasty. */
const MAX_REFUSED = 100;
/** Refusals that say the peer is at fault; a cooldown or a lost log is no abuse. */
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

class Commands extends AttackCommand<string> implements SocketCommands {
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
    super(context.attacks, context.proxies.clientOf(attacker.request.raw));
    this.#tracer = context.tracer;
    this.#attacker = attacker;
    this.#send = send;
  }

  receive(text: string): "handled" | "abusive" {
    if (this.#underWay >= MAX_IN_FLIGHT || this.#refusedInARow >= MAX_REFUSED) return "abusive";
    this.#underWay += 1;
    this.attack(text, this.#tracer?.message(this.#attacker.familyId));
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

  protected read(text: string): AttackEvent {
    const { commandId, skill } = parseAttackMessage(text);
    const { request, familyId } = this.#attacker;
    this.#session ??= requireSession(request, familyId);
    // As any request while the server closes (drain.ts); the client asks again elsewhere.
    if (this.#isEnding) throw new ProtocolError("unavailable");
    return { type: "attack", familyId, playerId: this.#session.playerId, commandId, skill };
  }

  protected override commandIdOf(text: string): string | undefined {
    return readCommandId(text);
  }

  protected onHit(outcome: HitOutcome): void {
    this.#refusedInARow = 0;
    this.#answer(encodeOutcome(outcome));
  }

  protected onRefused(error: ProtocolError, commandId: string | undefined): void {
    if (ABUSIVE.has(error.code)) this.#refusedInARow += 1;
    this.#answer(encodeSocketMessage(toErrorMessage(error, commandId)));
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
