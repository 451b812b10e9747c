// Base64 (RFC 4648 §4), the writing half: the accept key is a digest in base64. Nothing here needs to read it: a
// Sec-WebSocket-Key is checked by its shape and hashed as text.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Writes bytes in base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += character(group >> 18) + character(group >> 12);
    // "=" stands for what the last group lacks (RFC 4648 §4, cases 2 and 3).
    text += second === undefined ? "=" : character(group >> 6);
    text += third === undefined ? "=" : character(group);
  }
  return text;
}

function character(group: number): string {
  return ALPHABET.charAt(group & 63);
}
