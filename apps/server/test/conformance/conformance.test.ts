// Every case of packages/rfc6455's tables (families 1–7 and 10 of the Autobahn test suite, in its numbering) against both
// echo sockets, over TCP. The verdicts are Autobahn's: strict, when everything is as the RFC demands; lenient, when
// the connection was rightly given up, but with another code or later than could be; else wrong.
import { CASES, close, type Case } from "@hydra/rfc6455/conformance";
import type { EchoSocketName } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { EchoClient, type ReceivedFrame } from "./echo-client.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

type Verdict = "strict" | "lenient" | "wrong";

const OPCODES = { text: 1, binary: 2, pong: 10 } as const;
const CLOSE = 8;

/** What a strict endpoint sends back: the answers, and a Close frame without its reason. */
function expectedOf({ answers = [], closes = 1000 }: Case): ReceivedFrame[] {
  const code = closes === "none" ? Buffer.alloc(0) : Buffer.from([closes >> 8, closes & 255]);
  return [
    ...answers.map(([type, payload]) => ({ opcode: OPCODES[type], payload: Buffer.from(payload) })),
    { opcode: CLOSE, payload: code },
  ];
}

function withoutReason(frame: ReceivedFrame): ReceivedFrame {
  return frame.opcode === CLOSE ? { ...frame, payload: frame.payload.subarray(0, 2) } : frame;
}

const areSame = (a: readonly ReceivedFrame[], b: readonly ReceivedFrame[]): boolean =>
  a.length === b.length &&
  a.every(({ opcode, payload }, index) => opcode === b[index]!.opcode && payload.equals(b[index]!.payload));

/** Runs a case to the end of the connection, which must be the server's. */
async function run(theCase: Case, name: EchoSocketName): Promise<Verdict> {
  await using client = await EchoClient.open(server.port, name);
  const bytes = Buffer.concat(theCase.sends);
  const { chop, failsAfterBytes } = theCase;
  if (failsAfterBytes !== undefined) {
    // Nothing more comes until the server has had its chance to notice.
    await client.send(bytes.subarray(0, failsAfterBytes), chop === "octets" ? 1 : undefined);
    if (name === "ws") await client.send(bytes.subarray(failsAfterBytes));
  } else {
    await client.send(bytes, chop === "octets" ? 1 : chop);
  }
  if (theCase.closes === undefined) {
    await client.untilFrames(theCase.answers?.length ?? 0);
    await client.send(close(1000));
  }
  await client.ended();
  const frames = client.frames.map(withoutReason);
  const expected = expectedOf(theCase);
  if (areSame(frames, expected)) return name === "ws" && failsAfterBytes !== undefined ? "lenient" : "strict";
  const isGivenUp = theCase.breaks !== undefined && frames.length <= expected.length;
  const messages = frames.filter(({ opcode }) => opcode !== CLOSE);
  return isGivenUp && areSame(messages, expected.slice(0, messages.length)) ? "lenient" : "wrong";
}

describe("the table", () => {
  it("has every case of the families once", () => {
    const ids = CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const countOf = (family: string): number =>
      ids.filter((id) => id.replace(/^\+/, "").split(".")[0] === family).length;
    expect(["1", "2", "3", "4", "10"].map(countOf)).toEqual([25, 11, 9, 10, 1]);
    expect(countOf("5")).toBeGreaterThanOrEqual(20);
    expect(countOf("6")).toBeGreaterThanOrEqual(140);
    expect(countOf("7")).toBeGreaterThanOrEqual(37);
  });
});

describe("the hand-written socket", () => {
  it.each(CASES)("is strict in $id: $title", async (theCase) => {
    expect(await run(theCase, "rfc6455")).toBe("strict");
  });
});

/** A length in a longer form than it needs is fine with the library; Autobahn does not ask. */
const NOT_ASKED = new Set(["+1.5", "+1.6", "+1.7", "+1.8"]);
/** It checks a text when it is whole, and calls a length of more than 2^53 too big. */
const LENIENT = new Set(["6.4.1", "6.4.2", "6.4.3", "6.4.4", "+1.9"]);

describe("the library's socket", () => {
  it.each(CASES.filter(({ id }) => !NOT_ASKED.has(id)))(
    "is as strict as known in $id: $title",
    async (theCase) => {
      expect(await run(theCase, "ws")).toBe(LENIENT.has(theCase.id) ? "lenient" : "strict");
    },
  );
});
