// What a peer may send, for properties: conversations that keep to the rules, frames that break one, bytes that were
// changed on the way, and bytes that never were a frame.
import fc from "fast-check";
import { concat, utf8 } from "./bytes.ts";
import { frame, type TestFrame } from "./frames.ts";

const key = fc.uint8Array({ minLength: 4, maxLength: 4 });
const someText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "grapheme-composite", maxLength: 60 }),
  fc.constantFrom("x".repeat(125), "九".repeat(42), "龙蛇".repeat(60), "y".repeat(70_000)),
);
const textBytes = someText.map(utf8);
const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 400 }), textBytes);
const closeCode = fc.oneof(
  fc.constantFrom(1000, 1001, 1005, 1015, 3000),
  fc.integer({ min: 0, max: 65_535 }),
);
const closePayload = fc.oneof(
  fc.constant(new Uint8Array(0)),
  fc
    .tuple(closeCode, fc.string({ maxLength: 30 }))
    .map(([code, reason]) => concat([Uint8Array.of(code >> 8, code & 255), utf8(reason)])),
  fc.uint8Array({ maxLength: 130 }),
);

/** A text or a binary message, in one frame or in several that cut characters, with pings and pongs between. */
const message = fc
  .record({
    isText: fc.boolean(),
    text: textBytes,
    bytes: anyBytes,
    cuts: fc.array(fc.nat({ max: 100 }), { maxLength: 4 }),
    key,
  })
  .map(({ isText, text, bytes, cuts, key }) => {
    const payload = isText ? text : bytes;
    const edges = [0, ...cuts.map((at) => at % (payload.length + 1)).sort((a, b) => a - b), payload.length];
    return edges.slice(1).flatMap((end, index) => {
      const opcode = index > 0 ? 0 : isText ? 1 : 2;
      const fragment = frame({
        opcode,
        fin: index === edges.length - 2,
        payload: payload.slice(edges[index], end),
        key,
      });
      return end % 3 === 0 ? [frame({ opcode: 9, payload: utf8("ping"), key }), fragment] : [fragment];
    });
  });

const control = fc
  .record({ opcode: fc.constantFrom(9, 10), payload: fc.uint8Array({ maxLength: 125 }), key })
  .map((options) => [frame(options)]);

/** Anything a header can hold. */
const oddFrame = fc
  .record({
    opcode: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, 1, 2, 8, 9, 10) }, fc.nat({ max: 15 })),
    fin: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    reserved: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 7 })),
    key: fc.oneof({ weight: 9, arbitrary: key }, fc.constant(null)),
    payload: fc.oneof(anyBytes, closePayload),
    form: fc.constantFrom(0, 0, 0, 16, 64),
    announced: fc.oneof({ weight: 9, arbitrary: fc.constant(-1) }, fc.nat({ max: 70_000 }), fc.maxSafeNat()),
  })
  .map(({ form, announced, ...rest }) => {
    const length = announced < 0 ? rest.payload.length : announced;
    const least = length < 126 ? 7 : length < 65_536 ? 16 : 64;
    const options: TestFrame = { ...rest, announced: length, form: Math.max(form, least) };
    return [frame(options)];
  });

const close = fc
  .record({ payload: closePayload.filter((payload) => payload.length < 126), key })
  .map(({ payload, key }) => [frame({ opcode: 8, payload, key })]);

/** Frames of a conversation that mostly keeps to the rules, so that what comes late is reached too. */
export const frames: fc.Arbitrary<Uint8Array[]> = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: message },
      { weight: 6, arbitrary: control },
      { weight: 1, arbitrary: oddFrame },
      { weight: 1, arbitrary: close },
    ),
    { maxLength: 12 },
  )
  .map((groups) => groups.flat());

export interface Mutation {
  readonly at: number;
  readonly octet: number;
  readonly type: "change" | "insert" | "remove" | "repeat";
}

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat({ max: 2_000 }),
    octet: fc.nat({ max: 255 }),
    type: fc.constantFrom("change", "change", "insert", "remove", "repeat"),
  }),
  { maxLength: 3 },
);

/** Damages the bytes; none for no mutations. */
export function mutate(bytes: Uint8Array, list: readonly Mutation[]): Uint8Array {
  return list.reduce((current, { at: where, octet, type }) => {
    const at = where % (current.length + 1);
    const rest = current.subarray(at);
    const replaced = type === "change" || type === "remove" ? rest.subarray(1) : rest;
    const added =
      type === "repeat" ? current.subarray(Math.max(0, at - 12), at) : type === "remove" ? [] : [octet];
    return concat([current.subarray(0, at), Uint8Array.from(added), replaced]);
  }, bytes);
}
