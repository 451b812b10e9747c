// Frames as a peer may send them, right and wrong, built octet by octet after the picture of RFC 6455 §5.2 and without
// the code under test.
import { concat } from "./bytes.ts";

export interface TestFrame {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  readonly fin?: boolean;
  /** RSV1–3 as a number from 0 to 7. */
  readonly reserved?: number;
  /** Four octets; null: not masked. Default a key without a zero octet. */
  readonly key?: Uint8Array | null;
  /** 7, 16 or 64; default the shortest. */
  readonly form?: number;
  /** Announced instead of the payload's length. */
  readonly announced?: number;
}

const DEFAULT_KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

export function frame(options: TestFrame): Uint8Array {
  const { opcode, payload = new Uint8Array(0), fin = true, reserved = 0, key = DEFAULT_KEY } = options;
  const length = options.announced ?? payload.length;
  const form = options.form ?? (length < 126 ? 7 : length < 65_536 ? 16 : 64);
  const octets = [(fin ? 0x80 : 0) + reserved * 16 + opcode];
  octets.push((key === null ? 0 : 0x80) + (form === 7 ? length : form === 16 ? 126 : 127));
  if (form === 16) octets.push(Math.floor(length / 256), length % 256);
  if (form === 64) {
    const eight = Buffer.alloc(8);
    eight.writeBigUInt64BE(BigInt(length));
    octets.push(...eight);
  }
  if (key === null) return concat([Uint8Array.from(octets), payload]);
  const masked = payload.map((octet, index) => octet ^ key[index % 4]!);
  return concat([Uint8Array.from([...octets, ...key]), masked]);
}

export const text = (payload: string, more: Partial<TestFrame> = {}): Uint8Array =>
  frame({ opcode: 1, payload: Uint8Array.from(Buffer.from(payload)), ...more });
export const binary = (payload: Uint8Array, more: Partial<TestFrame> = {}): Uint8Array =>
  frame({ opcode: 2, payload, ...more });
export const more = (payload: string, options: Partial<TestFrame> = {}): Uint8Array =>
  frame({ opcode: 0, payload: Uint8Array.from(Buffer.from(payload)), ...options });
export const ping = (payload = "", options: Partial<TestFrame> = {}): Uint8Array =>
  frame({ opcode: 9, payload: Uint8Array.from(Buffer.from(payload)), ...options });
export const pong = (payload = "", options: Partial<TestFrame> = {}): Uint8Array =>
  frame({ opcode: 10, payload: Uint8Array.from(Buffer.from(payload)), ...options });

/** A Close frame with a code of any number of 16 bits, or without one. */
export function close(code?: number, reason: Uint8Array | string = "", options: Partial<TestFrame> = {}) {
  const head = code === undefined ? [] : [code >> 8, code & 0xff];
  return frame({ opcode: 8, payload: Uint8Array.from([...head, ...Buffer.from(reason)]), ...options });
}
