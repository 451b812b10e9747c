// GET next: answered the moment something newer exists, or with 204 when the hold ends.
import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply } from "fastify";
import { MAX_HOLD_MS, parseHoldMs } from "../../wire/limits.ts";
import { TRAITS } from "../../wire/transports.ts";
import type { EncodedFrame } from "../encoded-frame.ts";
import {
  acceptRequest,
  queryOf,
  type AcceptedRequest,
  type ConnectionMeter,
  type FeedContext,
} from "../feed-context.ts";
import type { Hub } from "../hub/hub.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
import { PollAnswers, sendAnswer, type PollAnswer } from "./poll-answers.ts";

/** A poll that waits for so long does not mind a frame interval. */
const PATIENT_MS = 1_000;
/** A hold that the client did not choose ends up to this share early, so that a crowd does not return together (pitfall 20). */
const HOLD_JITTER = 0.1;

export function longPolling(app: FastifyInstance, context: FeedContext): void {
  const answers = new PollAnswers(context.hub);
  app.get(
    TRAITS["long-polling"].path,
    // A HEAD would wait for an answer that it does not get.
    { exposeHeadRoute: false },
    (request, reply) => {
      const accepted = acceptRequest(context, request);
      const meter = context.hooks.onConnection?.(request, "long-polling", reply.raw);
      const holdMs = readHoldMs(queryOf(request)["holdMs"]);
      new RoutedPoll(reply, answers, meter).wait(context.hub, accepted, holdMs);
    },
  );
}

/** @throws FeedError `invalid-body` */
function readHoldMs(value: unknown): number {
  // PR7: an empty parameter counts as absent.
  return value === undefined || value === "" ? unchosenHoldMs() : parseHoldMs(value);
}

/** How long a poll waits that does not ask for a time. */
export function unchosenHoldMs(): number {
  return MAX_HOLD_MS * (1 - Math.random() * HOLD_JITTER);
}

/** One answer, which may have to wait: one object and no timer, because ten thousand of them wait at once. */
export abstract class LongPoll implements Sink {
  readonly transport = "long-polling";
  readonly pendingBytes = 0;
  protected readonly response: ServerResponse;
  readonly #answers: PollAnswers;
  #isAnswered = false;

  constructor(response: ServerResponse, answers: PollAnswers) {
    this.response = response;
    this.#answers = answers;
  }

  /** Called at most once. */
  protected abstract answer(answer: PollAnswer): void;

  wait(hub: Hub, { feed, since }: AcceptedRequest, holdMs: number): void {
    const endsAt = performance.now() + holdMs;
    const subscription = hub.park(feed, this, { since, endsAt, isPatient: holdMs >= PATIENT_MS });
    if (this.#isAnswered) return;
    // Also comes after an answer, when nothing is left to do.
    this.response.on("close", () => {
      if (this.#settle()) subscription.close();
    });
  }

  write(frame: EncodedFrame): boolean {
    if (this.#settle()) this.answer(this.#answers.of(frame));
    return true;
  }

  end(reason: EndReason): void {
    if (this.#settle()) this.answer(this.#answers.nothingNewer(reason === "restart"));
  }

  /** Whether it was still to be answered. */
  #settle(): boolean {
    if (this.#isAnswered) return false;
    this.#isAnswered = true;
    return true;
  }
}

/** Answered by the framework's way. */
class RoutedPoll extends LongPoll {
  readonly #reply: FastifyReply;
  readonly #meter: ConnectionMeter | undefined;

  constructor(reply: FastifyReply, answers: PollAnswers, meter: ConnectionMeter | undefined) {
    super(reply.raw, answers);
    this.#reply = reply;
    this.#meter = meter;
  }

  protected answer(answer: PollAnswer): void {
    if (answer.frame !== undefined) this.#meter?.frame();
    void sendAnswer(this.#reply, answer);
  }
}
