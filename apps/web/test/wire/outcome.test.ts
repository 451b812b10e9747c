// What an echo socket did, read from its bytes.
import type { ViolationAnswer } from "@hydra/protocol";
import { encodeFrame, OPCODES } from "@hydra/rfc6455";
import { describe, expect, it } from "vitest";
import { readExperiment } from "../../src/wire/outcome.ts";

const SWITCHED = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

function answer(
  received: string,
  frame: Uint8Array = new Uint8Array(0),
  end: ViolationAnswer["end"] = "closed",
): ViolationAnswer {
  const bytes = received + String.fromCharCode(...frame);
  const sent = btoa("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
  return { violation: "unmasked", target: "ws", sent, received: btoa(bytes), end, tookMs: 1 };
}

const closing = (...payload: number[]): Uint8Array =>
  encodeFrame({ opcode: OPCODES.close, payload: Uint8Array.from(payload) });

describe("readExperiment", () => {
  it("recognises a Close, the right one and another", () => {
    const right = readExperiment(answer(SWITCHED, closing(3, 234, 0x6e, 0x6f)));
    expect(right).toMatchObject({ isRight: true, outcome: { type: "refused", code: 1002, reason: "no" } });
    expect(readExperiment(answer(SWITCHED, closing(3, 241)))).toMatchObject({
      isRight: false,
      outcome: { code: 1009 },
    });
  });

  it("recognises an echo, silence, and an end without a Close", () => {
    const echo = encodeFrame({ opcode: OPCODES.text, payload: new Uint8Array(5) });
    expect(readExperiment(answer(SWITCHED, echo, "waiting")).outcome).toEqual({ type: "accepted" });
    expect(readExperiment(answer(SWITCHED, undefined, "waiting")).outcome).toEqual({ type: "waits" });
    expect(readExperiment(answer(SWITCHED)).outcome).toEqual({ type: "cut" });
    expect(readExperiment(answer(SWITCHED, closing())).outcome).toEqual({ type: "cut" });
  });

  it("reads problem details, and a body that is none", () => {
    const refuse = (body: string): string =>
      `HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const outcome = (body: string): unknown => readExperiment(answer(refuse(body))).outcome;
    expect(outcome('{"title":"t","detail":"d"}')).toEqual({ type: "refused", code: 400, reason: "d" });
    expect(outcome('{"title":"t"}')).toEqual({ type: "refused", code: 400, reason: "t" });
    expect(outcome("null")).toEqual({ type: "refused", code: 400, reason: "" });
    expect(outcome("plain words")).toEqual({ type: "refused", code: 400, reason: "plain words" });
  });

  it("claims no time that was not noted", () => {
    expect(readExperiment(answer(SWITCHED)).received[0]?.detail).not.toHaveProperty("afterMs");
  });
});
