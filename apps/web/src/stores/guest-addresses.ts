// By which address a guest reaches the family that this page shows. The page's own does, unless it is this very machine's; then the
// server is asked. SPEC PR160 of the protocol.
import { ProtocolError, type AddressesAnswer } from "@hydra/protocol";

/** Why an address that is this machine's is the best there is. */
export type LocalReason = "onlyHere" | "noNetwork";

export interface GuestAddresses {
  /** Origins, the likeliest first; at least one. */
  readonly origins: readonly [string, ...string[]];
  /** Whether they are of this machine's networks, among which a person may have to choose. */
  readonly isOfNetwork: boolean;
  /** Present: no guest reaches any of them. */
  readonly localReason?: LocalReason;
}

/**
 * @param own origin of the page
 * @param ask the server; a failure, as by a server of an earlier version, is none of the guest's business
 */
export async function findGuestAddresses(
  own: string,
  ask: () => Promise<AddressesAnswer>,
): Promise<GuestAddresses> {
  const answer = await ask().catch((error: unknown) => {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  });
  if (answer?.publicUrl !== undefined) return { origins: [answer.publicUrl], isOfNetwork: false };
  if (!isLoopback(own)) return { origins: [own], isOfNetwork: false };
  const [first, ...others] = answer?.addresses ?? [];
  if (first !== undefined) return { origins: [first, ...others], isOfNetwork: true };
  const localReason = answer?.isLocalOnly === true ? "onlyHere" : "noNetwork";
  return { origins: [own], isOfNetwork: false, localReason };
}

/** RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. */
export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === "[::1]" || /^127\.[\d.]+$/.test(hostname) || /^(?:.+\.)?localhost\.?$/.test(hostname);
}
