// What a frame is for: the four bits of RFC 6455 §5.2, registered in §11.8. SPEC WS22.

export const OPCODES = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

export type OpcodeName = keyof typeof OPCODES;
export type Opcode = (typeof OPCODES)[OpcodeName];

const NAMES = new Map<number, OpcodeName>([
  [OPCODES.continuation, "continuation"],
  [OPCODES.text, "text"],
  [OPCODES.binary, "binary"],
  [OPCODES.close, "close"],
  [OPCODES.ping, "ping"],
  [OPCODES.pong, "pong"],
]);

/** The name of an opcode; undefined for 3–7 and B–F, which are reserved. */
export function opcodeName(opcode: number): OpcodeName | undefined {
  return NAMES.get(opcode);
}

/** Control frames are those whose opcode has its highest bit set, reserved ones included (RFC 6455 §5.5). */
export function isControl(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}
