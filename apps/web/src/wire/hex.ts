// Bytes as people write them.

export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** `1f` */
export function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** What a hex dump shows beside the byte: itself where it is printable ASCII, else a dot. */
export function glyphOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}

/** A dump as `hexdump -C` writes it, so that it can be pasted where such dumps are read. */
export function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = Array.from(row, hexOf);
    const halves = [hex.slice(0, 8).join(" "), hex.slice(8).join(" ")].join("  ").padEnd(48);
    const text = Array.from(row, (byte) => glyphOf(byte).replace("·", ".")).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${halves}  |${text}|`);
  }
  return lines.join("\n");
}

/** The bits of a run of bytes, as digits. `bitLength` is at most 64. */
export function bitsOf(bytes: Uint8Array, bitOffset: number, bitLength: number): string {
  let text = "";
  for (let bit = bitOffset; bit < bitOffset + bitLength; bit += 1) {
    text += ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
  }
  return text;
}
