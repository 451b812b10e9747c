// A player's attack, whichever way it comes: limited, given to the battle and counted here and nowhere else. Transports parse
// before and answer after. Nothing is made for an attack but the event and its way through the log (submission.ts).
import type { AttackEvent, HitOutcome, Outcome } from "@hydra/engine";
import { ProtocolError, type AttackRequest } from "@hydra/protocol";
import { refusalOf } from "../battle/attack.ts";
import type { Submitter } from "../battle/submission.ts";
import type { Session } from "../plugins/known-tokens.ts";
import type { AttackTrace } from "../tracing/tracer.ts";
import type { RouteContext } from "./route-context.ts";

export abstract class AttackCommands implements Submitter<AttackEvent> {
  readonly #context: RouteContext;
  /** Whose attacks they are, as `clientPrefix` names it. */
  readonly #client: string;

  constructor(context: RouteContext, client: string) {
    this.#context = context;
    this.#client = client;
  }

  /** The hit is durable and applied, or was before. */
  protected abstract onHit(outcome: HitOutcome): void;
  /** With a ProtocolError of an attack, or a fault of the server's own. */
  protected abstract onRefused(error: unknown, commandId: string): void;

  /** Exactly one of `onHit` and `onRefused` follows, perhaps before this returns. */
  protected submit(
    { familyId, playerId }: Session,
    { commandId, skill }: AttackRequest,
    trace: AttackTrace | undefined,
  ): void {
    const event: AttackEvent = { type: "attack", familyId, playerId, commandId, skill };
    const submitter = trace === undefined ? this : trace.follow(this);
    try {
      this.#context.limits.take(this.#client, playerId);
    } catch (error) {
      return submitter.onFailure(error, event);
    }
    this.#context.loop.send<AttackEvent>(submitter, event);
  }

  onOutcome(outcome: Outcome, event: AttackEvent): void {
    if (outcome.type !== "hit") return this.onFailure(refusalOf(outcome), event);
    this.#context.metrics.attacked(outcome.duplicate ? "duplicate" : "hit");
    this.onHit(outcome);
  }

  onFailure(error: unknown, { commandId }: AttackEvent): void {
    this.#context.metrics.attacked(error instanceof ProtocolError ? error.code : "internal");
    this.onRefused(error, commandId);
  }
}
