// The frame header, value ⇄ bytes (RFC 6455 §5.2). Holds the layout, not the rules: what a bit or a length may be is
// rules.ts's, so that a header that breaks them can still be read, shown and, for a test, written. SPEC WS20–WS23.

/** What the first two bytes hold. */
export interface FrameStart {
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly rsv2: boolean;
  readonly rsv3: boolean;
  /** Four bits; opcodes.ts names the six that are defined. */
  readonly opcode: number;
  readonly masked: boolean;
  /** Seven bits: the payload's length up to 125, else which longer form follows. */
  readonly shortLength: number;
}

export interface FrameHeader extends FrameStart {
  /** Exact up to 2^53 - 1, near enough to compare above; Infinity when a 64-bit length has its highest bit set. */
  readonly payloadLength: number;
  /** The four octets as one number, the first the most significant; 0 when not masked. */
  readonly maskKey: number;
  /** 2 to 14. */
  readonly byteLength: number;
}

/** Two bytes, a 64-bit length, a masking key. */
export const MAX_HEADER_BYTES = 14;
/** The three forms of a length, named by their bits (RFC 6455 §5.2, "Payload length"). */
export type LengthForm = 7 | 16 | 64;

const FIN = 0x80;
const RSV1 = 0x40;
const RSV2 = 0x20;
const RSV3 = 0x10;
const OPCODE = 0x0f;
const MASK = 0x80;
const SHORT_LENGTH = 0x7f;
/** `shortLength` that announces a 16-bit length, and a 64-bit one. */
const SIXTEEN_BITS_FOLLOW = 126;
const SIXTY_FOUR_BITS_FOLLOW = 127;

export function decodeFrameStart(first: number, second: number): FrameStart {
  return {
    fin: (first & FIN) !== 0,
    rsv1: (first & RSV1) !== 0,
    rsv2: (first & RSV2) !== 0,
    rsv3: (first & RSV3) !== 0,
    opcode: first & OPCODE,
    masked: (second & MASK) !== 0,
    shortLength: second & SHORT_LENGTH,
  };
}

export function lengthForm({ shortLength }: Pick<FrameStart, "shortLength">): LengthForm {
  if (shortLength === SIXTY_FOUR_BITS_FOLLOW) return 64;
  return shortLength === SIXTEEN_BITS_FOLLOW ? 16 : 7;
}

/** How many bytes the whole header has, 2 to 14. */
export function headerByteLength(start: Pick<FrameStart, "shortLength" | "masked">): number {
  const form = lengthForm(start);
  return 2 + (form === 7 ? 0 : form / 8) + (start.masked ? 4 : 0);
}

/** Reads what follows the first two bytes. `bytes` begins with the header and has at least all of it. */
export function decodeHeader(start: FrameStart, bytes: Uint8Array): FrameHeader {
  const byteLength = headerByteLength(start);
  return {
    // Spelt out: a spread here is a fifth of what receiving a small frame costs.
    fin: start.fin,
    rsv1: start.rsv1,
    rsv2: start.rsv2,
    rsv3: start.rsv3,
    opcode: start.opcode,
    masked: start.masked,
    shortLength: start.shortLength,
    payloadLength: decodeLength(start, bytes),
    maskKey: start.masked ? readUint(bytes, byteLength - 4, byteLength) : 0,
    byteLength,
  };
}

function decodeLength(start: FrameStart, bytes: Uint8Array): number {
  const form = lengthForm(start);
  if (form === 7) return start.shortLength;
  if (form === 64 && ((bytes[2] ?? 0) & 0x80) !== 0) return Infinity;
  return readUint(bytes, 2, 2 + form / 8);
}

/** Most significant byte first, as everything on the wire (RFC 6455 §5.2, "network byte order"). */
function readUint(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

/** What to write; everything but opcode and length has a default. */
export interface HeaderToEncode {
  readonly opcode: number;
  /** An integer from 0 to 2^53 - 1. */
  readonly payloadLength: number;
  /** Default true. */
  readonly fin?: boolean;
  /** The three reserved bits as one number, RSV1 the most significant; default 0. Only a test sets them. */
  readonly reserved?: number;
  /** Present: the frame is masked with it. */
  readonly maskKey?: number | undefined;
  /** Default the shortest form that can hold `payloadLength`. Only a test asks for a longer one. */
  readonly form?: LengthForm;
}

/** Writes a header. @throws RangeError when the length does not fit its form. */
export function encodeHeader(header: HeaderToEncode): Uint8Array {
  const bytes = new Uint8Array(encodedByteLength(header));
  writeHeader(header, bytes);
  return bytes;
}

/** How many bytes the header will have, 2 to 14. @throws RangeError when the length does not fit its form. */
export function encodedByteLength({ payloadLength, maskKey, form }: HeaderToEncode): number {
  const shortest = shortestForm(payloadLength);
  const chosen = form ?? shortest;
  if (!Number.isSafeInteger(payloadLength) || payloadLength < 0 || shortest > chosen) {
    throw new RangeError(`A length of ${payloadLength} does not fit a ${chosen}-bit form.`);
  }
  return headerByteLength({
    shortLength: shortLengthFor(payloadLength, chosen),
    masked: maskKey !== undefined,
  });
}

/** Writes a header to the beginning of `bytes`, which has room for it. */
export function writeHeader(header: HeaderToEncode, bytes: Uint8Array): void {
  const { payloadLength, maskKey, form = shortestForm(payloadLength) } = header;
  const lengthEnd = form === 7 ? 2 : 2 + form / 8;
  bytes[0] = (header.fin === false ? 0 : FIN) | ((header.reserved ?? 0) << 4) | header.opcode;
  bytes[1] = (maskKey === undefined ? 0 : MASK) | shortLengthFor(payloadLength, form);
  writeUint(bytes, payloadLength, { from: 2, to: lengthEnd });
  if (maskKey !== undefined) writeUint(bytes, maskKey, { from: lengthEnd, to: lengthEnd + 4 });
}

function shortLengthFor(payloadLength: number, form: LengthForm): number {
  if (form === 7) return payloadLength;
  return form === 16 ? SIXTEEN_BITS_FOLLOW : SIXTY_FOUR_BITS_FOLLOW;
}

/** RFC 6455 §5.2: "the minimal number of bytes MUST be used to encode the length". */
export function shortestForm(payloadLength: number): LengthForm {
  if (payloadLength <= 125) return 7;
  return payloadLength <= 0xffff ? 16 : 64;
}

/** Fills a range of `bytes` with the number, most significant byte first. */
function writeUint(bytes: Uint8Array, value: number, { from, to }: { from: number; to: number }): void {
  for (let at = to - 1, rest = value; at >= from; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
}
