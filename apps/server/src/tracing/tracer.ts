// What the server reports of an attack on its way to its frame, whether or not it is collected. What is behind these types
// is loaded when tracing is on (open-tracing.ts), and everywhere else a tracer is `undefined`.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AttackEvent, Entry } from "@hydra/engine";
import type { FrameTracer } from "@hydra/feed/server";
import type { Submitter } from "../battle/submission.ts";
import type { RankingFeed } from "../ranking/ranking-feed.ts";

/** As the framework names it, and spans do. */
export const ATTACKS_ROUTE = "/api/families/:familyId/attacks";

/** The way of one attack. */
export interface AttackTrace {
  /** Before the battle is asked. @returns what to give to `BattleLoop.send` in the place of the submitter */
  follow(submitter: Submitter<AttackEvent>): Submitter<AttackEvent>;
  /** The attack is refused, before it was given to the battle or by it. May be called again with the same error. */
  refused(error: unknown): void;
}

/** What the battle loop reports: of all entries that it applies once it is caught up. */
export interface BatchTracer {
  /** These entries are durable and are about to be applied, in this tick. */
  onBatch(entries: readonly Entry[]): void;
  /** They have been. */
  onBatchApplied(): void;
}

/** A frame without an attack that is traced is not traced. */
export interface Tracer extends BatchTracer, FrameTracer<RankingFeed> {
  /** An attack by HTTP; over when its response has been written or its connection is gone. @returns undefined when it is not sampled */
  request(request: IncomingMessage, response: ServerResponse): AttackTrace | undefined;
  /** An attack by message; over when its outcome is known. @returns undefined when it is not sampled */
  message(familyId: string): AttackTrace | undefined;
}
