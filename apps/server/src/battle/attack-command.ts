// A player's attack, whichever way it comes: read, limited, given to the battle, counted and refused, here and nowhere else. A way
// in has what it got read, and writes the outcome that it receives. Nothing is made for an attack but the event and its way through the log
// (submission.ts).
import type { AttackEvent, HitOutcome, Outcome } from "@hydra/engine";
import type { ErrorCode, ProtocolError } from "@hydra/protocol";
import type { AttackTrace } from "../tracing/tracer.ts";
import { refusalOf } from "./attack.ts";
import type { BattleLoop } from "./battle-loop.ts";
import type { Submitter } from "./submission.ts";

/** What came of an attack. */
export type AttackResult = "hit" | "duplicate" | ErrorCode;

/** What all attacks share. */
export interface AttackContext {
  readonly loop: Pick<BattleLoop, "send">;
  readonly limits: {
    /** Counts one command of a client and a player. @throws ProtocolError `rate-limited` */
    take(client: string, playerId: string): void;
  };
  /** Called once for each attack. */
  readonly onResult: (result: AttackResult) => void;
  /** What a client may get of an error; faults of the server's own are logged by it. */
  readonly explain: (error: unknown) => ProtocolError;
}

/** @typeParam Source what an attack is read from */
export abstract class AttackCommand<Source> implements Submitter<AttackEvent> {
  readonly #context: AttackContext;
  /** Whose attacks they are, as `clientPrefix` names it. */
  readonly #client: string;

  constructor(context: AttackContext, client: string) {
    this.#context = context;
    this.#client = client;
  }

  /** @throws ProtocolError when it is no attack, or not one that its sender may make */
  protected abstract read(source: Source): AttackEvent;
  /** The hit is durable and applied, or was before. */
  protected abstract onHit(outcome: HitOutcome): void;
  protected abstract onRefused(error: ProtocolError, commandId: string | undefined): void;

  /** Of what cannot be read as an attack, where a client needs it. */
  protected commandIdOf(_source: Source): string | undefined {
    return undefined;
  }

  /** Exactly one of `onHit` and `onRefused` follows, perhaps before this returns. */
  protected attack(source: Source, trace: AttackTrace | undefined): void {
    let event: AttackEvent | undefined;
    try {
      event = this.read(source);
      this.#context.limits.take(this.#client, event.playerId);
    } catch (error) {
      trace?.refused(error);
      return this.#refuse(error, event?.commandId ?? this.commandIdOf(source));
    }
    this.#context.loop.send<AttackEvent>(trace === undefined ? this : trace.follow(this), event);
  }

  onOutcome(outcome: Outcome, event: AttackEvent): void {
    if (outcome.type !== "hit") return this.onFailure(refusalOf(outcome), event);
    this.#context.onResult(outcome.duplicate ? "duplicate" : "hit");
    this.onHit(outcome);
  }

  onFailure(error: unknown, { commandId }: AttackEvent): void {
    this.#refuse(error, commandId);
  }

  #refuse(error: unknown, commandId: string | undefined): void {
    const problem = this.#context.explain(error);
    this.#context.onResult(problem.code);
    this.onRefused(problem, commandId);
  }
}
