// Puts a payload together from pieces of any size: each byte is copied in once, and once more when the whole did not
// fit one block. Holds at most twice what it was given plus 4 KiB, whatever a header announced. SPEC WS43.
import type { Allocate } from "../platform.ts";

/** A block is as large as what came before it, so that there are few; these are the bounds. */
const MIN_BLOCK_BYTES = 4_096;
const MAX_BLOCK_BYTES = 1_048_576;

/** What is known of the bytes to come. */
export interface Expected {
  /** Here now. */
  readonly availableBytes: number;
  /** Announced by the frame, including those that are here. */
  readonly frameBytes: number;
  /** The payload ends with the frame. */
  readonly isLast: boolean;
}

export interface Assembler {
  /** The next place for bytes: 1 to `availableBytes` of them. The caller fills all of it. */
  reserve(expected: Expected): Uint8Array;
  /** Everything since the last call, in one piece that is shared with nothing else. */
  take(): Uint8Array;
  /** Frees everything since the last `take`. */
  discard(): void;
}

const EMPTY = new Uint8Array(0);

export function createAssembler(allocate: Allocate): Assembler {
  /** All full but the last. */
  let blocks: Uint8Array[] = [];
  let block: Uint8Array = EMPTY;
  /** Bytes of `block` that are taken. */
  let used = 0;
  let byteLength = 0;

  function addBlock({ availableBytes, frameBytes, isLast }: Expected): void {
    const growth = Math.min(Math.max(byteLength, MIN_BLOCK_BYTES), MAX_BLOCK_BYTES);
    const wanted = Math.max(availableBytes, growth);
    block = allocate(isLast ? Math.min(wanted, frameBytes) : wanted);
    blocks.push(block);
    used = 0;
  }

  function discard(): void {
    blocks = [];
    block = EMPTY;
    used = 0;
    byteLength = 0;
  }

  return {
    reserve(expected) {
      if (used === block.length) addBlock(expected);
      const end = Math.min(used + expected.availableBytes, block.length);
      const place = used === 0 && end === block.length ? block : block.subarray(used, end);
      byteLength += place.length;
      used = end;
      return place;
    },
    take() {
      const isOneFullBlock = blocks.length === 1 && used === block.length;
      const whole = isOneFullBlock ? block : concatenate(blocks, allocate(byteLength));
      discard();
      return whole;
    },
    discard,
  };
}

/** Fills `whole` with the blocks, of which the last may be longer than what is left. */
function concatenate(blocks: readonly Uint8Array[], whole: Uint8Array): Uint8Array {
  let at = 0;
  for (const block of blocks) {
    whole.set(block.subarray(0, whole.length - at), at);
    at += block.length;
  }
  return whole;
}
