// Several text messages as the bytes of their frames, one behind the other (RFC 6455 §5.2), for one write.
import { encodeHeader, MAX_HEADER_BYTES, OPCODES, type BroadcastFrame } from "@hydra/rfc6455";

/** UTF-8 takes at most three bytes for a UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** An empty list gives no bytes. A lone surrogate becomes U+FFFD. */
export function encodeTextFrames(texts: readonly string[]): BroadcastFrame {
  let most = 0;
  for (const { length } of texts) most += MAX_HEADER_BYTES + length * MAX_BYTES_PER_UNIT;
  const bytes = Buffer.allocUnsafe(most);
  let end = 0;
  for (const text of texts) end = writeTextFrame(bytes, end, text);
  return { type: "broadcast-frame", bytes: bytes.subarray(0, end) };
}

/** @returns where the frame ends */
function writeTextFrame(bytes: Buffer, from: number, text: string): number {
  const header = encodeHeader({ opcode: OPCODES.text, payloadLength: Buffer.byteLength(text) });
  bytes.set(header, from);
  return from + header.length + bytes.write(text, from + header.length);
}
