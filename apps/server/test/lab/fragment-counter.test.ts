import fc from "fast-check";
import { expect, it } from "vitest";
import { FragmentCounter } from "../../src/lab/fragment-counter.ts";
import { clientFrame, OPCODES } from "../raw-socket.ts";

it("counts frames of data in any split, whatever their length, and no control frames", () => {
  const opcode = fc.constantFrom(
    OPCODES.continuation,
    OPCODES.text,
    OPCODES.binary,
    OPCODES.ping,
    OPCODES.close,
  );
  const payload = fc.oneof(fc.nat(200), fc.integer({ min: 60_000, max: 65_535 }));
  const frames = fc.array(fc.tuple(opcode, payload), { maxLength: 12 });
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 40_000 })), (all, cuts) => {
      let bytes = Buffer.concat(all.map(([code, length]) => clientFrame(code, Buffer.alloc(length))));
      const counter = new FragmentCounter();
      let counted = 0;
      for (const cut of cuts) {
        counted += counter.count(bytes.subarray(0, cut));
        bytes = bytes.subarray(cut);
      }
      counted += counter.count(bytes);
      expect(counted).toBe(all.filter(([code]) => code < OPCODES.close).length);
    }),
    { numRuns: 50 },
  );
});
