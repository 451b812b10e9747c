// Who counts as one client where something is shared out by address. Pure.
import { isIPv4, isIPv6 } from "node:net";

/**
 * The network that an address speaks for: an IPv4 address for itself, an IPv6 address for its /64, which is what a single
 * subscriber has (RFC 6177 §2) and may take any address of; an IPv4-mapped one (RFC 4291 §2.5.5.2) for the IPv4 address.
 */
export function networkOf(address: string): string {
  const [plain = ""] = address.split("%", 1);
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return [high >>> 8, high & 0xff, low >>> 8, low & 0xff].join(".");
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(":")}::/64`;
}

/** The eight 16-bit groups of an IPv6 address in any of its spellings (RFC 4291 §2.2). */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const before = readGroups(head);
  if (tail === undefined) return before;
  const after = readGroups(tail);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function readGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
