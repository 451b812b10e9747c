// Cookies by names that distinguish servers: all ports of a host share one jar (RFC 6265 §8.5), and of several cookies with
// one name the first need not be this server's. Pure.
import { createHmac } from "node:crypto";

const SUFFIX_LENGTH = 8;
/** `<prefix>_<8 hex digits>`, the same on every node that shares the secret, of which it reveals nothing. */
export function serverCookieName(prefix: string, secret: string): string {
  const digest = createHmac("sha256", secret).update(`name of the cookie ${prefix}`).digest("hex");
  return `${prefix}_${digest.slice(0, SUFFIX_LENGTH)}`;
}

/**
 * Values of the cookies of these names, by name in the order given, then as they came. RFC 6265 §5.4
 * @param most of each name
 */
export function cookieValues(header: string | undefined, names: readonly string[], most: number): string[] {
  return header === undefined ? [] : names.flatMap((name) => valuesOf(header, `${name}=`, most));
}

/** One pass without a list of all pairs: a header may have 16,000. */
function valuesOf(header: string, prefix: string, most: number): string[] {
  const values: string[] = [];
  for (let at = header.indexOf(prefix); at !== -1; at = header.indexOf(prefix, at + prefix.length)) {
    if (!isPairStart(header, at)) continue;
    const end = header.indexOf(";", at);
    values.push(header.slice(at + prefix.length, end === -1 ? undefined : end).trimEnd());
    if (values.length === most) break;
  }
  return values;
}

function isPairStart(header: string, index: number): boolean {
  let before = index - 1;
  while (header[before] === " " || header[before] === "\t") before -= 1;
  return before < 0 || header[before] === ";";
}
