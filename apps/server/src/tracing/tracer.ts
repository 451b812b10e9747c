// What the server tells of an attack on its way to its frame, whether or not anybody collects it. What is behind these types
// is loaded when tracing is on (open-tracing.ts), and everywhere else a tracer is `undefined`.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AttackEvent, Entry } from "@hydra/engine";
import type { Submitter } from "../battle/submission.ts";
import type { Feed } from "../feed/feed.ts";

/** As the framework names it, and spans do. */
export const ATTACKS_ROUTE = "/api/families/:familyId/attacks";

/** The way of one attack. */
export interface AttackTrace {
  /** Before the battle is asked. @returns what to give to `BattleLoop.send` in the place of the submitter */
  follow(submitter: Submitter<AttackEvent>): Submitter<AttackEvent>;
  /** The attack is refused, before it was given to the battle or by it. May be called again with the same error. */
  refused(error: unknown): void;
}

/** One frame on its way to a family's watchers. */
export interface FrameTrace {
  /** A delta or snapshot was encoded for those who hold one cursor. @param bytes of its JSON */
  encoded(bytes: number): void;
  /** Every watcher has been served, or there is nobody left to serve. Once. */
  end(): void;
}

/** What the battle loop tells: of all entries that it applies once it is caught up. */
export interface BatchTracer {
  /** These entries are durable and are about to be applied, in this tick. */
  onBatch(entries: readonly Entry[]): void;
  /** They have been. */
  onBatchApplied(): void;
}

/** What the hub tells. */
export interface FrameTracer {
  /** A version of the feed is published. @returns undefined when it shows no attack that is traced */
  frame(feed: Feed, watchers: number): FrameTrace | undefined;
}

export interface Tracer extends BatchTracer, FrameTracer {
  /** An attack by HTTP; over when its response has been written or its connection is gone. @returns undefined when it is not sampled */
  request(request: IncomingMessage, response: ServerResponse): AttackTrace | undefined;
  /** An attack by message; over when its outcome is known. @returns undefined when it is not sampled */
  message(familyId: string): AttackTrace | undefined;
}
