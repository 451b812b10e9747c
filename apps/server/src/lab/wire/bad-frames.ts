// What breaks each rule of RFC 6455 §5 and §7 once the handshake is done, as a client's bytes. The headers are written
// by rfc6455's own encoder, which writes wrong ones too.
import type { WireViolationId } from "@hydra/protocol";
import { applyMask, DEFAULT_LIMITS, encodeHeader, OPCODES, type LengthForm } from "@hydra/rfc6455";

/** A key that people recognise on the screen; RFC 6455 §5.3 demands that a client's is random, which no server can check. */
const MASK_KEY = 0x37fa213d;

interface BadFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly fin?: boolean;
  readonly reserved?: number;
  readonly form?: LengthForm;
  readonly isMasked?: boolean;
  /** The length as it is written, where no payload of it is to follow. */
  readonly announced?: number;
}

function frame({ opcode, payload, announced, isMasked = true, ...header }: BadFrame): Buffer {
  const maskKey = isMasked ? MASK_KEY : undefined;
  const head = encodeHeader({ opcode, payloadLength: announced ?? payload.length, maskKey, ...header });
  const body = Uint8Array.from(payload);
  if (maskKey !== undefined) applyMask(body, maskKey, 0);
  return Buffer.concat([head, body]);
}

const hello = Buffer.from("Hello");
const text = (payload: Uint8Array, fin = true): Buffer => frame({ opcode: OPCODES.text, payload, fin });
const continuation = (payload: Uint8Array, fin = true): Buffer =>
  frame({ opcode: OPCODES.continuation, payload, fin });
const reserved = (bits: number): Buffer => frame({ opcode: OPCODES.text, payload: hello, reserved: bits });
const ofOpcode = (opcode: number): Buffer => frame({ opcode, payload: hello });
const close = (...payload: number[]): Buffer =>
  frame({ opcode: OPCODES.close, payload: Uint8Array.from(payload) });
const closeWith = (code: number): Buffer => close(code >> 8, code & 0xff);

/** A 64-bit length whose highest bit is set (§5.2, "the most significant bit MUST be 0"). */
function lengthWithTopBit(): Buffer {
  const bytes = frame({ opcode: OPCODES.binary, payload: new Uint8Array(0), form: 64, announced: 5 });
  bytes[2] = 0x80;
  return bytes;
}

/** κόσμε, whose first character has two bytes. */
const greek = Buffer.from("κόσμε");

const FRAMES: Partial<Record<WireViolationId, readonly Buffer[]>> = {
  unmasked: [frame({ opcode: OPCODES.text, payload: hello, isMasked: false })],
  rsv1: [reserved(0b100)],
  rsv2: [reserved(0b010)],
  rsv3: [reserved(0b001)],
  "opcode-3": [ofOpcode(0x3)],
  "opcode-4": [ofOpcode(0x4)],
  "opcode-5": [ofOpcode(0x5)],
  "opcode-6": [ofOpcode(0x6)],
  "opcode-7": [ofOpcode(0x7)],
  "opcode-b": [ofOpcode(0xb)],
  "opcode-c": [ofOpcode(0xc)],
  "opcode-d": [ofOpcode(0xd)],
  "opcode-e": [ofOpcode(0xe)],
  "opcode-f": [ofOpcode(0xf)],
  "fragmented-ping": [frame({ opcode: OPCODES.ping, payload: hello, fin: false })],
  "fragmented-close": [frame({ opcode: OPCODES.close, payload: Uint8Array.of(0x03, 0xe8), fin: false })],
  "long-ping": [frame({ opcode: OPCODES.ping, payload: Buffer.alloc(126, "a") })],
  "nothing-to-continue": [continuation(hello)],
  "message-unfinished": [text(Buffer.from("Hel"), false), text(hello)],
  "length-16-not-shortest": [frame({ opcode: OPCODES.text, payload: hello, form: 16 })],
  "length-64-not-shortest": [frame({ opcode: OPCODES.text, payload: hello, form: 64 })],
  "length-top-bit": [lengthWithTopBit()],
  "message-too-big": [
    frame({
      opcode: OPCODES.binary,
      payload: new Uint8Array(0),
      announced: DEFAULT_LIMITS.maxMessageBytes + 1,
    }),
  ],
  "utf8-whole": [text(Buffer.from([...greek, 0xff, 0xfe]))],
  // The message goes on, so only a check of every byte finds it.
  "utf8-early": [text(Buffer.from([...greek, 0xff]), false)],
  // The second half of the first character never comes.
  "utf8-split": [text(greek.subarray(0, 1), false), continuation(Buffer.from("Hello"))],
  // U+D800 as WTF-8 would write it (RFC 3629 §3 forbids it).
  "utf8-surrogate": [text(Uint8Array.of(0xed, 0xa0, 0x80))],
  "utf8-unfinished": [text(Uint8Array.of(0x48, 0x69, 0xce))],
  "close-one-byte": [close(0x03)],
  "close-0": [closeWith(0)],
  "close-999": [closeWith(999)],
  "close-1004": [closeWith(1004)],
  "close-1005": [closeWith(1005)],
  "close-1006": [closeWith(1006)],
  "close-1015": [closeWith(1015)],
  "close-2999": [closeWith(2999)],
  "close-5000": [closeWith(5000)],
  "close-reason-utf8": [close(0x03, 0xe8, 0xce, 0xff)],
};

/** What is sent after a handshake that was accepted; undefined for a violation that is in the handshake itself. */
export function badFrames(violation: WireViolationId): Buffer | undefined {
  const frames = FRAMES[violation];
  return frames === undefined ? undefined : Buffer.concat(frames);
}
