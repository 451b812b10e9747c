// What an echo socket did about a violation, read from the bytes that it sent.
import { WIRE_VIOLATIONS, type ViolationAnswer, type WireViolationId } from "@hydra/protocol";
import { Exchange } from "./exchange.ts";
import { decodeBase64 } from "./hex.ts";
import { toLatin1 } from "./layout.ts";
import type { Direction, Unit } from "./unit.ts";

export type Outcome =
  /** With a Close frame, or over HTTP. */
  | { readonly type: "refused"; readonly code: number; readonly reason: string }
  /** It sent the message back as if nothing were wrong. */
  | { readonly type: "accepted" }
  /** It sent nothing and waits for more. */
  | { readonly type: "waits" }
  /** It ended the connection without a Close frame. */
  | { readonly type: "cut" };

export interface Experiment {
  readonly answer: ViolationAnswer;
  readonly outcome: Outcome;
  /** Whether the answer is the right one. */
  readonly isRight: boolean;
  readonly sent: readonly Unit[];
  readonly received: readonly Unit[];
}

export function readExperiment(answer: ViolationAnswer): Experiment {
  const exchange = new Exchange({ connection: 1, exchange: 1 });
  const take = (type: Direction, base64: string): Unit[] =>
    exchange.take({ type, at: Number.NaN, offset: 0, bytes: decodeBase64(base64) });
  const whole = [...take("received", answer.sent), ...take("sent", answer.received)];
  const units = [
    ...whole,
    ...exchange.take({ type: "ended", at: Number.NaN, offset: 0, bytes: new Uint8Array(0) }),
  ];
  const received = units.filter(({ direction }) => direction === "sent");
  const outcome = outcomeOf(answer, received);
  return {
    answer,
    outcome,
    isRight: outcome.type === "refused" && outcome.code === expectedOf(answer.violation),
    sent: units.filter(({ direction }) => direction === "received"),
    received,
  };
}

function expectedOf(violation: WireViolationId): number {
  return WIRE_VIOLATIONS[violation].expected;
}

function outcomeOf({ end }: ViolationAnswer, received: readonly Unit[]): Outcome {
  for (const { detail, bytes, payloadBytes } of received) {
    if (detail.type === "head" && detail.head.startLine[1] !== "101") {
      const body = toLatin1(bytes.subarray(bytes.length - payloadBytes));
      return { type: "refused", code: Number(detail.head.startLine[1]), reason: detailOf(body) };
    }
    if (detail.type === "frame") {
      const { close } = detail.frame;
      if (close?.code !== undefined) return { type: "refused", code: close.code, reason: close.reason };
      if (detail.frame.opcodeName === "text" || detail.frame.opcodeName === "binary")
        return { type: "accepted" };
    }
  }
  return { type: end === "closed" ? "cut" : "waits" };
}

/** Of problem details (RFC 9457), their text for people. */
function detailOf(body: string): string {
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem !== "object" || problem === null) return "";
    if ("detail" in problem && typeof problem.detail === "string") return problem.detail;
    return "title" in problem && typeof problem.title === "string" ? problem.title : "";
  } catch {
    return body.slice(0, 200);
  }
}
