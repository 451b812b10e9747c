// Cookies by names that distinguish servers: all ports of a host share one jar (RFC 6265 §8.5), and of several cookies with
// one name the first need not be this server's. Pure.
import { createHmac } from "node:crypto";

const SUFFIX_LENGTH = 8;
/** Of one name; each may have to be verified. */
const MAX_CANDIDATES = 8;

/** `<prefix>_<8 hex digits>`, the same on every node that shares the secret, of which it reveals nothing. */
export function serverCookieName(prefix: string, secret: string): string {
  const digest = createHmac("sha256", secret).update(`name of the cookie ${prefix}`).digest("hex");
  return `${prefix}_${digest.slice(0, SUFFIX_LENGTH)}`;
}

/** Values of the cookies of these names, by name in the order given, then as they came; a few of each. RFC 6265 §5.4 */
export function cookieValues(header: string | undefined, names: readonly string[]): string[] {
  if (header === undefined) return [];
  const pairs = header.split(";").map((pair) => pair.trimStart());
  return names.flatMap((name) =>
    pairs
      .filter((pair) => pair.startsWith(`${name}=`))
      .slice(0, MAX_CANDIDATES)
      .map((pair) => pair.slice(name.length + 1).trimEnd()),
  );
}
