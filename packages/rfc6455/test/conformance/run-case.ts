// Runs cases of the tables in cases/: what a client sends, against an echo endpoint, in four different splits,
// and what came back, read without the code under test.
import { expect, test } from "vitest";
import type { Case } from "./cases/case.ts";
import { concat, cut, octets, toHex, utf8 } from "../bytes.ts";
import { echo } from "../echo.ts";

const OPCODES = { text: 1, binary: 2, pong: 10 } as const;

/** Frames as a server sends them: whole, not masked, below 64 KiB or any length, in hex. */
function serverFrame(opcode: number, payload: Uint8Array): string {
  const { length } = payload;
  const eight = Buffer.alloc(8);
  eight.writeBigUInt64BE(BigInt(length));
  const head =
    length < 126
      ? [0x80 + opcode, length]
      : length < 65_536
        ? [0x80 + opcode, 126, ...eight.subarray(6)]
        : [0x80 + opcode, 127, ...eight];
  return toHex(concat([Uint8Array.from(head), payload]));
}

function expectedBytes({ answers = [], closes }: Case, closeReason: string): string {
  const frames = answers.map(([type, payload]) =>
    serverFrame(OPCODES[type], typeof payload === "string" ? utf8(payload) : payload),
  );
  if (closes === "none") frames.push("88 00");
  else if (closes !== undefined) {
    frames.push(serverFrame(8, concat([Uint8Array.of(closes >> 8, closes & 255), utf8(closeReason)])));
  }
  return frames.join(" ");
}

const SPLITS: Readonly<Record<string, (frames: readonly Uint8Array[]) => readonly Uint8Array[]>> = {
  "in one piece": (frames) => [concat(frames)],
  "frame by frame": (frames) => frames,
  "octet by octet": (frames) => octets(concat(frames)),
  "in sevens": (frames) => {
    const bytes = concat(frames);
    return cut(
      bytes,
      Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) => 7 * index),
    );
  },
};

/** Declares a test a case; `rules` stand in its title. */
export function testCases(rules: string, cases: readonly Case[]): void {
  test.each(cases)(`${rules} $id $title`, (theCase) => {
    for (const [split, chunksOf] of Object.entries(SPLITS)) {
      const { steps, written } = echo(chunksOf(theCase.sends));
      const closed = steps.find((step) => step[0] === "closed")?.[1];
      const violation = closed?.violation;
      expect(violation?.name, split).toBe(theCase.breaks);
      const reason = violation === undefined ? "" : `${violation.reason} (RFC 6455 ${violation.section})`;
      expect(toHex(written), split).toBe(expectedBytes(theCase, reason));
      // §7.1.1 and §7.1.7: a server that has closed or refused ends the TCP connection.
      expect(steps.filter(([step]) => step === "end").length, split).toBe(
        theCase.closes === undefined ? 0 : 1,
      );
    }
  });
}
