// Properties of a whole connection under hostile bytes. FUZZ_FRAMES sets how many frames to spend (default 12,000, some
// seconds); a failure prints its seed.
import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createReceiver, isSendableCloseCode, type ReceiverOptions } from "../src/index.ts";
import { concat, cut, octets, toHex } from "./bytes.ts";
import { echo, type Step } from "./echo.ts";
import { frames, mutate, mutations } from "./hostile.ts";
import { readWithWs, type Read, type Reading } from "./ws-oracle.ts";

const FRAMES = Number(process.env.FUZZ_FRAMES ?? 12_000);
/** What `frames` makes on average, rounded down. */
const FRAMES_A_RUN = 14;
const numRuns = Math.ceil(FRAMES / FRAMES_A_RUN);
const platform: ReceiverOptions = { allocate: Buffer.allocUnsafe, isUtf8 };

const cuts = fc.array(fc.nat({ max: 3_000 }), { maxLength: 12 });

function read(bytes: Uint8Array): Reading & { refusedFor?: string } {
  const events: Read[] = [];
  let refused: { refusedWith: number; refusedFor: string } | undefined;
  const receiver = createReceiver({
    onMessage: (type, payload) => events.push([type, toHex(payload)]),
    onPing: (payload) => events.push(["ping", toHex(payload)]),
    onPong: (payload) => events.push(["pong", toHex(payload)]),
    onClose: ({ code, reason }) => events.push(["close", code ?? 1005, reason]),
    onViolation: ({ name, closeCode }) => (refused = { refusedWith: closeCode, refusedFor: name }),
  });
  receiver.receive(bytes);
  return { events, ...refused };
}

/** What a server must never do, whatever it was fed. */
async function expectDecency(steps: readonly Step[], received: Uint8Array): Promise<void> {
  const kinds = steps.map(([kind]) => kind);
  expect(kinds.filter((kind) => kind === "closed").length).toBe(1);
  expect(kinds.filter((kind) => kind === "end").length).toBe(1);
  expect(kinds.at(-1)).toBe("closed");
  expect(kinds.lastIndexOf("->")).toBeLessThan(kinds.indexOf("end"));
  let payloadBytes = 0;
  for (const step of steps) {
    if (step[0] !== "<-") continue;
    const payload = Buffer.from(step[2].replaceAll(" ", ""), "hex");
    if (step[1] === "text") expect(isUtf8(payload)).toBe(true);
    payloadBytes += payload.length;
  }
  expect(payloadBytes).toBeLessThanOrEqual(received.length);
  const closed = steps.find((step) => step[0] === "closed")?.[1];
  expect(isSendableCloseCode(closed?.code ?? 0) || [1005, 1006].includes(closed?.code ?? 0)).toBe(true);
  // Another implementation reads what was written: valid frames, and after a Close none.
  const written = concat(steps.flatMap((step) => (step[0] === "->" ? [bytesOf(step[1])] : [])));
  const { events, refusedWith } = await readWithWs(written, { isServer: false });
  expect(refusedWith).toBe(undefined);
  expect(events.length).toBe(kinds.filter((kind) => kind === "->").length);
  const violation = closed?.violation;
  if (violation !== undefined) expect(events.at(-1)?.slice(0, 2)).toEqual(["close", violation.closeCode]);
}

function bytesOf(hexText: string): Uint8Array {
  return Buffer.from(hexText.replaceAll(" ", ""), "hex");
}

let spent = 0;

test(
  "[WS2] [WS3] [WS44] [WS53] [WS59] any bytes in any split end in the same messages, pongs and close, and never throw",
  { timeout: 60_000 + 20 * FRAMES },
  async () => {
    await fc.assert(
      fc.asyncProperty(frames, mutations, cuts, async (sent, damage, offsets) => {
        spent += sent.length;
        const bytes = mutate(concat(sent), damage);
        const whole = echo([bytes], { thenEnds: true });
        await expectDecency(whole.steps, bytes);
        expect(echo(cut(bytes, offsets), { thenEnds: true, ...platform }).steps).toEqual(whole.steps);
        if (bytes.length < 2_000) expect(echo(octets(bytes), { thenEnds: true }).steps).toEqual(whole.steps);
      }),
      { numRuns },
    );
    expect(spent).toBeGreaterThanOrEqual(FRAMES * 0.9);
  },
);

test("[WS2] [WS44] [WS59] bytes that never were frames do the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), cuts, async (bytes, offsets) => {
      const whole = echo([bytes], { thenEnds: true });
      await expectDecency(whole.steps, bytes);
      expect(echo(cut(bytes, offsets), { thenEnds: true }).steps).toEqual(whole.steps);
    }),
    { numRuns },
  );
});

/** Two octets, eight of length, four of the key (RFC 6455 section 5.2). */
const HEADER_BYTES_MAX = 14;

/** Refused by one on the length, which the other has not read whole. */
const LENGTHS_CUT_SHORT: [Uint8Array[], []][] = [
  [[Uint8Array.of(0x82, 0xff, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)], []],
  [[Uint8Array.of(0x82, 0xff, 128, 0, 0, 0, 160, 32, 32, 0, 128)], []],
  [[Uint8Array.of(0x88, 0x81, 0, 0)], []],
];

/** Where this is stricter than `ws`, or refuses before it: then what was read is a beginning of what `ws` reads. */
const EARLIER_OR_STRICTER = new Set(["length-not-shortest", "length-sign-bit", "invalid-utf8"]);

test(
  "[WS20] [WS38] [WS39] [WS40] reads what `ws` reads, and refuses what it refuses with the same code",
  { timeout: 60_000 + 20 * FRAMES },
  async () => {
    await fc.assert(
      fc.asyncProperty(frames, mutations, async (sent, damage) => {
        const bytes = mutate(concat(sent), damage);
        const theirs = await readWithWs(bytes, { isServer: true });
        const asSent = read(bytes);
        // It refuses on a length, this on the whole header, or on the octet of a Close that has one.
        const isEarlier = theirs.refusedWith !== undefined && asSent.refusedWith === undefined;
        const { refusedFor, ...ours } = isEarlier
          ? read(concat([bytes, new Uint8Array(HEADER_BYTES_MAX)]))
          : asSent;
        if (refusedFor !== undefined && EARLIER_OR_STRICTER.has(refusedFor)) {
          expect(theirs.events.slice(0, ours.events.length)).toEqual(ours.events);
        } else {
          expect(ours).toEqual(theirs);
        }
      }),
      { numRuns, examples: LENGTHS_CUT_SHORT },
    );
  },
);
