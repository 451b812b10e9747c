// Bytes as tests write and read them: hex with spaces.

/** `hex("81 05 48")`; spaces are for the eye. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replaceAll(/(..)(?=.)/g, "$1 ");
}

export function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "utf8"));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** Cuts bytes at the offsets given (in any order, repeated or outside: ignored). */
export function cut(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const inside = [...new Set(offsets)].filter((offset) => offset > 0 && offset < bytes.length);
  const edges = [0, ...inside.sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
}

export function octets(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (octet) => Uint8Array.of(octet));
}
