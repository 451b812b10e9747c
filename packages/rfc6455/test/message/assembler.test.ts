import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAssembler } from "../../src/message/assembler.ts";
import { concat, toHex } from "../bytes.ts";

/** An allocator that counts, and returns memory that is not empty. */
function createLedger() {
  const ledger = { count: 0, bytes: 0 };
  function allocate(byteLength: number): Uint8Array {
    ledger.count++;
    ledger.bytes += byteLength;
    return new Uint8Array(byteLength).fill(0xee);
  }
  return { ledger, allocate };
}

/** Feeds a frame's payload as the receiver does, in chunks. */
function fill(
  assembler: ReturnType<typeof createAssembler>,
  { chunks, isLast }: { chunks: readonly Uint8Array[]; isLast: boolean },
): void {
  let frameBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const place = assembler.reserve({ availableBytes: chunk.length - at, frameBytes, isLast });
      expect(place.length).toBeGreaterThan(0);
      place.set(chunk.subarray(at, at + place.length));
      at += place.length;
      frameBytes -= place.length;
    }
  }
}

describe("an assembler", () => {
  test("[WS43] makes one buffer of the right size for a whole frame, however large", () => {
    for (const length of [1, 125, 4_096, 70_000]) {
      const { ledger, allocate } = createLedger();
      const assembler = createAssembler(allocate);
      fill(assembler, { chunks: [new Uint8Array(length)], isLast: true });
      expect(assembler.take().buffer.byteLength).toBe(length);
      expect(ledger).toEqual({ count: 1, bytes: length });
    }
  });

  test("[WS43] makes one buffer for a small frame in many chunks", () => {
    const { ledger, allocate } = createLedger();
    const assembler = createAssembler(allocate);
    fill(assembler, { chunks: Array.from({ length: 1_024 }, () => new Uint8Array(1)), isLast: true });
    assembler.take();
    expect(ledger).toEqual({ count: 1, bytes: 1_024 });
  });

  test("[WS43] does not make what a frame only announces", () => {
    const { ledger, allocate } = createLedger();
    const assembler = createAssembler(allocate);
    assembler.reserve({ availableBytes: 1, frameBytes: 2 ** 40, isLast: true });
    expect(ledger.bytes).toBe(4_096);
  });

  test("[WS43] copies 16 MiB in pieces of 64 bytes twice, and makes few buffers", () => {
    const { ledger, allocate } = createLedger();
    const assembler = createAssembler(allocate);
    const piece = new Uint8Array(64);
    const length = 16 * 1_048_576;
    for (let received = 0; received < length;) {
      const place = assembler.reserve({ availableBytes: 64, frameBytes: 64, isLast: false });
      place.set(piece.subarray(0, place.length));
      received += place.length;
      // Not expect: 262,144 of them take longer than all the rest.
      if (ledger.bytes > 2 * received + 4_096) expect.fail(`${ledger.bytes} bytes for ${received}`);
    }
    expect(assembler.take().length).toBe(length);
    expect(ledger.bytes).toBeLessThanOrEqual(2 * length + 1_048_576);
    expect(ledger.count).toBeLessThan(40);
  });

  test("[WS40] takes nothing as an empty payload, and begins anew", () => {
    const assembler = createAssembler((length) => new Uint8Array(length));
    expect(assembler.take().length).toBe(0);
    fill(assembler, { chunks: [Uint8Array.of(1, 2)], isLast: false });
    expect(toHex(assembler.take())).toBe("01 02");
    fill(assembler, { chunks: [Uint8Array.of(3)], isLast: false });
    assembler.discard();
    expect(assembler.take().length).toBe(0);
  });
});

test("[WS1] [WS40] [WS43] gives back what came in, in memory of its own, within the bound", () => {
  const frames = fc.array(
    fc.record({
      chunks: fc.array(fc.uint8Array({ minLength: 1, maxLength: 3_000 }), { maxLength: 6 }),
      isLast: fc.boolean(),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(frames, (messages) => {
      const { ledger, allocate } = createLedger();
      const assembler = createAssembler(allocate);
      for (const message of messages) fill(assembler, message);
      const all = concat(messages.flatMap(({ chunks }) => chunks));
      expect(ledger.bytes).toBeLessThanOrEqual(2 * all.length + 4_096);
      const whole = assembler.take();
      expect(toHex(whole)).toBe(toHex(all));
      expect(ledger.bytes).toBeLessThanOrEqual(3 * all.length + 4_096);
    }),
  );
});
