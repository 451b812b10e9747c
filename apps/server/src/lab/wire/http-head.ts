// HTTP heads as bytes: a request's, written again from what the parser kept of it, and any head with only what every client may see.
// RFC 9112 §2.1, §3, §5.
import type { IncomingMessage } from "node:http";
import { SHOWN_HEADER_FIELDS } from "@hydra/protocol";

const HEAD_END = "\r\n\r\n";

/**
 * The request's line and fields: order, case and values are the ones received, and so is every byte, but for white
 * space around values and the like, of which HTTP clients of today write exactly this much.
 */
export function requestHead({ method = "", url = "", httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    head += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
  return Buffer.from(`${head}\r\n`, "latin1");
}

/** Asterisks in the place of every byte of a value that may be a secret, so that lengths stay true; what follows the head stays as it is. */
export function maskSecrets(bytes: Buffer): Buffer {
  const end = bytes.indexOf(HEAD_END);
  const head = bytes.subarray(0, end === -1 ? undefined : end).toString("latin1");
  const masked = head
    .split("\r\n")
    .map((line, index) => (index === 0 ? line : maskSecret(line)))
    .join("\r\n");
  if (masked === head) return bytes;
  return Buffer.concat([Buffer.from(masked, "latin1"), end === -1 ? Buffer.alloc(0) : bytes.subarray(end)]);
}

function maskSecret(line: string): string {
  const [field = "", name = ""] = /^([^:]+):[ \t]*/.exec(line) ?? [];
  if (name !== "" && SHOWN_HEADER_FIELDS.has(name.trim().toLowerCase())) return line;
  return field.padEnd(line.length, "*");
}
